package org.mattermote.stack.crypto;

/** Runs one primitive so and so often; here, because some are seen by their neighbours only. */
public final class CryptoBench {
    private static final int MULTIPLY = 0;
    private static final int SQUARE = 1;
    private static final int ADD = 2;
    private static final int SUBTRACT = 3;
    private static final int DOUBLE = 4;
    private static final int ADD_SCANNED = 5;
    private static final int INVERSE = 6;
    private static final int PUBLIC_KEY = 7;
    private static final int ECDH = 8;
    private static final int SIGN = 9;
    private static final int VERIFY = 10;
    private static final int SHARE = 11;
    private static final int SECRETS = 12;
    private static final int SHA256_BLOCK = 13;
    private static final int AES_KEY = 14;
    private static final int AES_BLOCK = 15;
    private static final int CCM_64 = 16;
    private static final int CCM_1024 = 17;
    private static final int HKDF = 18;

    public static final int COUNT = 19;

    private final P256 curve = new P256();
    private final Ecdsa ecdsa = new Ecdsa(curve);
    private final Spake2pVerifier spake2p = new Spake2pVerifier(curve);
    private final P256Field field = new P256Field();
    private final P256Point point = new P256Point(field);
    private final P256Inverse inverse = new P256Inverse();
    private final Sha256 sha = new Sha256();
    private final Aes128 aes = new Aes128();
    private final AesCcm ccm = new AesCcm();
    private final Hkdf hkdf = new Hkdf();
    private final int[] x = new int[8];
    private final int[] y = new int[8];
    private final byte[] data = new byte[1100];
    private final byte[] one = new byte[32];
    private final byte[] two = new byte[32];
    private final byte[] verifier = new byte[97];
    private final byte[] publicKey = new byte[65];
    private final byte[] signature = new byte[64];
    private final byte[] out = new byte[65];
    private final byte[] out2 = new byte[65];

    public CryptoBench() {
        for (int i = 0; i < 32; i++) {
            one[i] = (byte) (i + 1);
            two[i] = (byte) (77 - 3 * i);
        }
        P256Field.load(one, 0, x);
        P256Field.load(two, 0, y);
        curve.publicKey(one, 0, publicKey, 0);
        System.arraycopy(two, 0, verifier, 0, 32);
        System.arraycopy(publicKey, 0, verifier, 32, 65);
        ecdsa.sign(one, 0, two, 0, null, signature, 0);
        ccm.setKey(one, 0);
        aes.setKey(one, 0);
        point.decode(publicKey, 0);
        point.takeOperand();
        point.twice();
    }

    /** How often is enough for a figure. */
    public static int often(int what) {
        switch (what) {
            case PUBLIC_KEY:
            case ECDH:
            case SIGN:
            case VERIFY:
            case SHARE:
            case SECRETS:
                return 1;
            default:
                return 100;
        }
    }

    public void run(int what, int times) {
        for (int i = 0; i < times; i++) {
            run(what);
        }
    }

    private void run(int what) {
        switch (what) {
            case MULTIPLY:
                field.multiply(x, y, x);
                break;
            case SQUARE:
                field.square(x, x);
                break;
            case ADD:
                P256Field.add(x, y, x);
                break;
            case SUBTRACT:
                P256Field.subtract(x, y, x);
                break;
            case DOUBLE:
                point.twice();
                break;
            case ADD_SCANNED:
                point.addScanned(P256CombTable.BASE, 0, P256Comb.ENTRIES, 5, 0);
                break;
            case INVERSE:
                inverse.beginField(x);
                while (!inverse.step()) {
                    // The next round.
                }
                break;
            case PUBLIC_KEY:
                curve.publicKey(one, 0, out, 0);
                break;
            case ECDH:
                curve.ecdh(two, 0, publicKey, 0, out, 0);
                break;
            case SIGN:
                ecdsa.sign(one, 0, two, 0, null, out, 0);
                break;
            case VERIFY:
                ecdsa.verify(publicKey, 0, two, 0, signature, 0);
                break;
            case SHARE:
                spake2p.computeShare(verifier, 0, one, 0, out, 0);
                break;
            case SECRETS:
                spake2p.computeSecrets(
                        verifier, 0, one, 0, publicKey, 0, publicKey, 0, out, 0, out2, 0);
                break;
            case SHA256_BLOCK:
                sha.update(data, 0, Sha256.BLOCK);
                break;
            case AES_KEY:
                aes.setKey(one, 0);
                break;
            case AES_BLOCK:
                aes.encryptBlock(data, 0, data, 0);
                break;
            case CCM_64:
                ccm.seal(two, 0, one, 0, 8, data, 0, 64);
                break;
            case CCM_1024:
                ccm.seal(two, 0, one, 0, 8, data, 0, 1024);
                break;
            default:
                hkdf.derive(one, 0, 32, two, 0, 16, data, 20, out, 0, 32);
                break;
        }
    }
}
