package org.mattermote.stack.explorer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimWindow;
import org.mattermote.stack.sim.Tlv;

/**
 * One controller: a state machine that says what a correct peer says, whenever the explorer wants
 * it to. It has one port, one ephemeral node id and one exchange id for its handshakes, before and
 * after a restart: the worst case.
 */
final class Controller {
    enum Kind {
        /** Asks the device for sessions. */
        CASE,

        /** A commissioner. */
        PASE,

        /** The device asks it for a session. */
        ASKED
    }

    /** What a peer's message makes it say next, and the keys that follow from that. */
    private record Answer(boolean fits, int payload, int keys, int sessionId, int id, int secret) {
        Answer(boolean fits, int payload, int keys, int sessionId) {
            this(fits, payload, keys, sessionId, 0, 0);
        }
    }

    static final int IDLE = 0;
    static final int AWAIT_SIGMA2 = 1;

    /** Sigma2 came, and was acknowledged, but not answered. */
    static final int HAS_SIGMA2 = 2;

    static final int AWAIT_PARAMETERS = 3;
    static final int HAS_PARAMETERS = 4;
    static final int AWAIT_PAKE2 = 5;
    static final int HAS_PAKE2 = 6;

    /** The device's last word is missing. */
    static final int AWAIT_END = 7;

    /** Sigma2 was sent. */
    static final int AWAIT_SIGMA3 = 8;

    /** Number of its next unsecured message. */
    static final int NEXT = 1000;

    // Kinds of what is computed once.

    private static final long FIRST = 1L << 61;
    private static final long RESUMED = 1L << 62;

    private static final String[] PHASES = {
        "idle",
        "awaits Sigma2",
        "has Sigma2",
        "awaits parameters",
        "has parameters",
        "awaits Pake2",
        "has Pake2",
        "awaits the end",
        "awaits Sigma3"
    };

    final int index;
    final Kind kind;
    final PeerAddress address = new PeerAddress();
    final long ephemeralNodeId;
    final int exchangeId;
    final long nodeId;

    int phase;

    /** Which of two random numbers it uses: that of before a restart, and that of after. */
    int variant;

    /** Number of the next unsecured message. */
    int next = NEXT;

    /** Sent and not acknowledged. */
    final Letter pending = new Letter();

    boolean hasPending;

    /** Answer of the device that it works on, and the one before. */
    int heard;

    int heardBefore;

    /** Keys that the handshake under way will give, and the session's id at the device. */
    int newKeys;

    int newSessionId;

    /** What will resume the session that the handshake under way will give. */
    int newId;

    int newSecret;

    /** What resumes the last session, also after a restart; 0 for nothing. */
    int id;

    int secret;

    /** Sigma1 as sent. */
    int said;

    /** Session that is open; 0 for none. */
    int keys;

    int sessionId;

    /** Number of its next message in the session. */
    int nextSecure;

    /** Opcode of the request under way in the session; 0 for none. */
    int asked;

    /** Changes with each request. */
    int tag;

    private final Payloads payloads;
    private final SimFabric.Identity identity;
    private final SimWindow window;
    private final byte[] scalar = new byte[32];
    private final Map<Long, Answer> answers = new HashMap<>();
    private final AesCcm ccm = new AesCcm();

    Controller(int index, Kind kind, SimFabric fabric, SimWindow window, Payloads payloads) {
        this.index = index;
        this.kind = kind;
        this.payloads = payloads;
        this.window = window;
        nodeId = 0x100 + index;
        identity = kind != Kind.PASE ? fabric.issue(nodeId) : null;
        ephemeralNodeId = 0x1000 + index;
        exchangeId = 0x1200 + index;
        address.ip[0] = (byte) 0xFD;
        address.ip[15] = (byte) (2 + index);
        address.port = 6000 + index;
        Arrays.fill(scalar, (byte) (0x21 + index));
    }

    String name() {
        return kind.name().charAt(0) + String.valueOf(index);
    }

    boolean isAsked() {
        return kind == Kind.ASKED;
    }

    String phaseName() {
        return PHASES[phase];
    }

    boolean isIdle() {
        return phase == IDLE;
    }

    /** Whether it has something to say that it kept back. */
    boolean hasAnswer() {
        return phase == HAS_SIGMA2 || phase == HAS_PARAMETERS || phase == HAS_PAKE2;
    }

    /** Id of its end of sessions. */
    int ownSessionId() {
        return 0x300 + index;
    }

    void reset() {
        forget();
        variant = 0;
        id = 0;
        secret = 0;
        tag = 0;
        next = NEXT;
    }

    /** The process ends and starts again, with other random numbers. */
    void restart() {
        forget();
        variant ^= 1;
    }

    private void forget() {
        phase = IDLE;
        clearPending();
        clearHandshake();
        clearSession();
    }

    void clearPending() {
        hasPending = false;
        pending.set(new Letter());
    }

    void clearHandshake() {
        phase = IDLE;
        heard = 0;
        heardBefore = 0;
        newKeys = 0;
        newSessionId = 0;
        newId = 0;
        newSecret = 0;
        said = 0;
    }

    void clearSession() {
        keys = 0;
        sessionId = 0;
        nextSecure = 0;
        asked = 0;
    }

    void established() {
        keys = newKeys;
        sessionId = newSessionId;
        id = newId;
        secret = newSecret;
        nextSecure = 1;
        asked = 0;
        clearHandshake();
    }

    void state(SlotState state) {
        phase = state.integer(phase);
        variant = state.integer(variant);
        next = state.integer(next);
        hasPending = state.flag(hasPending);
        pending.state(state);
        heard = state.integer(heard);
        heardBefore = state.integer(heardBefore);
        newKeys = state.integer(newKeys);
        newSessionId = state.integer(newSessionId);
        newId = state.integer(newId);
        newSecret = state.integer(newSecret);
        id = state.integer(id);
        secret = state.integer(secret);
        said = state.integer(said);
        keys = state.integer(keys);
        sessionId = state.integer(sessionId);
        nextSecure = state.integer(nextSecure);
        asked = state.integer(asked);
        tag = state.integer(tag);
    }

    private byte[] random() {
        byte[] random = new byte[32];
        Arrays.fill(random, (byte) (0x41 + 2 * index + variant));
        return random;
    }

    /** Payload of its first message. */
    int first() {
        if (kind == Kind.PASE) {
            return payloads.number(request());
        }
        long key = (long) id << 32 | (long) secret << 1 | variant;
        Answer known =
                answers.computeIfAbsent(
                        FIRST | key, k -> new Answer(true, payloads.number(sigma1()), 0, 0));
        said = known.payload;
        return said;
    }

    int firstOpcode() {
        return kind == Kind.CASE
                ? SecureChannelOpcode.SIGMA1
                : SecureChannelOpcode.PBKDF_PARAM_REQUEST;
    }

    private byte[] sigma1() {
        byte[] destination =
                Oracle.hmac(
                        identity.ipk(),
                        Oracle.concat(
                                random(),
                                identity.rootPublicKey(),
                                Oracle.le(identity.fabricId(), 8),
                                Oracle.le(Device.NODE_ID, 8)));
        return Tlv.struct(
                out -> {
                    Tlv.bytes(out, 1, random());
                    out.putUnsigned(2, ownSessionId());
                    Tlv.bytes(out, 3, destination);
                    Tlv.bytes(out, 4, FakeCrypto.publicKey(scalar));
                    if (id != 0) {
                        byte[] named = payloads.bytes(id);
                        Tlv.bytes(out, 6, named);
                        Tlv.bytes(out, 7, mic(named, "Sigma1_Resume", "NCASE_SigmaS1"));
                    }
                });
    }

    private byte[] mic(byte[] named, String info, String nonce) {
        return Oracle.seal(ofSecret(named, info, 16), nonce.getBytes(), new byte[0], new byte[0]);
    }

    private byte[] ofSecret(byte[] named, String info, int length) {
        return Oracle.hkdf(payloads.bytes(secret), Oracle.concat(random(), named), info, length);
    }

    /** Takes Sigma2Resume: the session is there; false when it proves nothing. */
    boolean resumes(int payload) {
        long key = (long) payload << 32 | (long) id << 16 | variant;
        Answer known =
                answers.computeIfAbsent(RESUMED | key, k -> resumed(payloads.bytes(payload)));
        if (known.fits) {
            newKeys = known.keys;
            newSessionId = known.sessionId;
            newId = known.id;
            newSecret = secret;
            established();
        }
        return known.fits;
    }

    private Answer resumed(byte[] sigma2) {
        byte[] renewed = Tlv.bytes(sigma2, 1);
        boolean fits =
                Arrays.equals(mic(renewed, "Sigma2_Resume", "NCASE_SigmaS2"), Tlv.bytes(sigma2, 2));
        byte[] block = ofSecret(payloads.bytes(id), "SessionResumptionKeys", 48);
        return new Answer(fits, 0, keysOf(block), Tlv.u16(sigma2, 3), payloads.number(renewed), 0);
    }

    private byte[] request() {
        return Tlv.struct(
                out -> {
                    Tlv.bytes(out, 1, random());
                    out.putUnsigned(2, ownSessionId());
                    out.putUnsigned(3, 0);
                    out.putBool(4, false);
                });
    }

    /** Takes the device's answer; false when it does not fit what was sent. */
    boolean hears(int payload) {
        Answer answer = answer(payload);
        if (!answer.fits) {
            return false;
        }
        heardBefore = heard;
        heard = payload;
        phase++;
        return true;
    }

    /** Opcode of what it says to what it heard. */
    int replyOpcode() {
        return phase == HAS_SIGMA2
                ? SecureChannelOpcode.SIGMA3
                : phase == HAS_PARAMETERS ? SecureChannelOpcode.PAKE1 : SecureChannelOpcode.PAKE3;
    }

    /** Goes on with the handshake; the payload of what it says. */
    int reply() {
        Answer answer = answerTo(heard, heardBefore);
        newSessionId = answer.sessionId != 0 ? answer.sessionId : newSessionId;
        newKeys = answer.keys;
        newId = answer.id;
        newSecret = answer.secret;
        phase = phase == HAS_PARAMETERS ? AWAIT_PAKE2 : AWAIT_END;
        return answer.payload;
    }

    /** Opcode of the answer it waits for; −1 for none. */
    int awaited() {
        return switch (phase) {
            case AWAIT_SIGMA2 -> SecureChannelOpcode.SIGMA2;
            case AWAIT_PARAMETERS -> SecureChannelOpcode.PBKDF_PARAM_RESPONSE;
            case AWAIT_PAKE2 -> SecureChannelOpcode.PAKE2;
            default -> -1;
        };
    }

    private Answer answer(int payload) {
        return answerTo(payload, phase == AWAIT_PAKE2 ? heard : 0);
    }

    private Answer answerTo(int payload, int before) {
        long key = (long) payload << 32 | (long) (before + said) << 1 | variant;
        Answer known = answers.get(key);
        if (known == null) {
            byte[] bytes = payloads.bytes(payload);
            if (kind == Kind.CASE) {
                known = sigma3(bytes);
            } else if (before == 0) {
                known = pake1(bytes);
            } else {
                known = pake3(payloads.bytes(before), bytes);
            }
            answers.put(key, known);
        }
        return known;
    }

    private Answer sigma3(byte[] sigma2) {
        byte[] peerKey = Tlv.bytes(sigma2, 3);
        byte[] shared = FakeCrypto.shared(scalar, peerKey);
        byte[] sigma1 = payloads.bytes(said);
        byte[] ipk = identity.ipk();
        byte[] salt2 = Oracle.concat(ipk, Tlv.bytes(sigma2, 1), peerKey, Oracle.sha256(sigma1));
        byte[] s2k = Oracle.hkdf(shared, salt2, "Sigma2", 16);
        byte[] tbe2 =
                Oracle.open(s2k, "NCASE_Sigma2N".getBytes(), new byte[0], Tlv.bytes(sigma2, 4));
        if (tbe2 == null) {
            return new Answer(false, 0, 0, 0);
        }
        byte[] s3k =
                Oracle.hkdf(
                        shared, Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2)), "Sigma3", 16);
        byte[] tbe3 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, identity.noc());
                            Tlv.bytes(out, 3, new byte[64]);
                        });
        byte[] sealed = Oracle.seal(s3k, "NCASE_Sigma3N".getBytes(), new byte[0], tbe3);
        byte[] sigma3 = Tlv.struct(out -> Tlv.bytes(out, 1, sealed));
        byte[] block =
                Oracle.hkdf(
                        shared,
                        Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2, sigma3)),
                        "SessionKeys",
                        48);
        return new Answer(
                true,
                payloads.number(sigma3),
                keysOf(block),
                Tlv.u16(sigma2, 2),
                payloads.number(Tlv.bytes(tbe2, 4)),
                payloads.number(shared));
    }

    /** Takes a Sigma1 of the device; the payload of Sigma2. */
    int sigma2(int sigma1) {
        Answer known =
                answers.computeIfAbsent(
                        (long) sigma1 << 32 | variant, key -> sigma2(payloads.bytes(sigma1)));
        clearHandshake();
        phase = AWAIT_SIGMA3;
        heardBefore = sigma1;
        heard = known.payload;
        newSessionId = known.sessionId;
        return known.payload;
    }

    private byte[] responderShared(byte[] sigma1) {
        return FakeCrypto.shared(scalar, Tlv.bytes(sigma1, 4));
    }

    private Answer sigma2(byte[] sigma1) {
        byte[] own = FakeCrypto.publicKey(scalar);
        byte[] salt = Oracle.concat(identity.ipk(), random(), own, Oracle.sha256(sigma1));
        byte[] s2k = Oracle.hkdf(responderShared(sigma1), salt, "Sigma2", 16);
        byte[] tbe2 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, identity.noc());
                            Tlv.bytes(out, 3, new byte[64]);
                            Tlv.bytes(out, 4, Arrays.copyOf(random(), 16));
                        });
        byte[] sealed = Oracle.seal(s2k, "NCASE_Sigma2N".getBytes(), new byte[0], tbe2);
        byte[] sigma2 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, random());
                            out.putUnsigned(2, ownSessionId());
                            Tlv.bytes(out, 3, own);
                            Tlv.bytes(out, 4, sealed);
                        });
        return new Answer(true, payloads.number(sigma2), 0, Tlv.u16(sigma1, 2));
    }

    /** Takes a Sigma3 of the device; false when it does not fit. */
    boolean takesSigma3(int sigma3) {
        long key = (long) sigma3 << 32 | (long) heardBefore << 16 | heard << 1 | variant;
        Answer known = answers.computeIfAbsent(~key, k -> end(payloads.bytes(sigma3)));
        newKeys = known.keys;
        newId = known.id;
        newSecret = known.secret;
        return known.fits;
    }

    private Answer end(byte[] sigma3) {
        byte[] sigma1 = payloads.bytes(heardBefore);
        byte[] sigma2 = payloads.bytes(heard);
        byte[] shared = responderShared(sigma1);
        byte[] ipk = identity.ipk();
        byte[] s3k =
                Oracle.hkdf(
                        shared, Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2)), "Sigma3", 16);
        byte[] tbe3 =
                Oracle.open(s3k, "NCASE_Sigma3N".getBytes(), new byte[0], Tlv.bytes(sigma3, 1));
        byte[] block =
                Oracle.hkdf(
                        shared,
                        Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2, sigma3)),
                        "SessionKeys",
                        48);
        return new Answer(
                tbe3 != null,
                0,
                keysOf(block),
                0,
                payloads.number(Arrays.copyOf(random(), 16)),
                payloads.number(shared));
    }

    /** Whether a Sigma1 of the device names the session that was there last. */
    boolean knows(int sigma1) {
        byte[] named = Tlv.bytes(payloads.bytes(sigma1), 6);
        return id != 0 && named != null && Arrays.equals(named, payloads.bytes(id));
    }

    /** Resumes what a Sigma1 of the device names; the payload of Sigma2Resume. */
    int sigma2Resume(int sigma1) {
        long key = (long) sigma1 << 32 | (long) secret << 16 | id;
        Answer known =
                answers.computeIfAbsent(RESUMED | key, k -> sigma2Resume(payloads.bytes(sigma1)));
        clearHandshake();
        phase = AWAIT_END;
        newKeys = known.keys;
        newSessionId = known.sessionId;
        newId = known.id;
        newSecret = secret;
        return known.payload;
    }

    private Answer sigma2Resume(byte[] sigma1) {
        byte[] asker = Tlv.bytes(sigma1, 1);
        byte[] shared = payloads.bytes(secret);
        byte[] renewed = payloads.bytes(id).clone();
        renewed[0] ^= 1;
        byte[] key = Oracle.hkdf(shared, Oracle.concat(asker, renewed), "Sigma2_Resume", 16);
        byte[] mic = Oracle.seal(key, "NCASE_SigmaS2".getBytes(), new byte[0], new byte[0]);
        byte[] sigma2 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, renewed);
                            Tlv.bytes(out, 2, mic);
                            out.putUnsigned(3, ownSessionId());
                        });
        byte[] block =
                Oracle.hkdf(
                        shared,
                        Oracle.concat(asker, payloads.bytes(id)),
                        "SessionResumptionKeys",
                        48);
        return new Answer(
                true,
                payloads.number(sigma2),
                keysOf(block),
                Tlv.u16(sigma1, 2),
                payloads.number(renewed),
                0);
    }

    private int keysOf(byte[] block) {
        return payloads.number(Arrays.copyOf(block, 32));
    }

    private byte[] pA() {
        byte[] pA = FakeCrypto.publicKey(scalar);
        pA[1] ^= (byte) variant;
        return pA;
    }

    private Answer pake1(byte[] response) {
        boolean fits = Arrays.equals(Tlv.bytes(response, 1), random());
        byte[] pake1 = Tlv.struct(out -> Tlv.bytes(out, 1, pA()));
        return new Answer(fits, payloads.number(pake1), 0, Tlv.u16(response, 3));
    }

    private Answer pake3(byte[] response, byte[] pake2) {
        byte[] pB = Tlv.bytes(pake2, 1);
        byte[] z = FakeCrypto.z(pA(), pB);
        byte[] verifier = new byte[97];
        window.verifier(verifier, 0);
        byte[] context =
                Oracle.sha256("CHIP PAKE V1 Commissioning".getBytes(), request(), response);
        Hmac hmac = new Hmac();
        Hkdf hkdf = new Hkdf(hmac);
        byte[] results = new byte[Spake2pTranscript.LENGTH];
        new Spake2pTranscript(new Sha256(), hmac, hkdf)
                .confirm(context, 0, pA(), 0, pB, 0, z, 0, z, 0, verifier, 0, results, 0);
        byte[] cB = Arrays.copyOfRange(results, Spake2pTranscript.CB, Spake2pTranscript.CB + 32);
        if (!Arrays.equals(cB, Tlv.bytes(pake2, 2))) {
            return new Answer(false, 0, 0, 0);
        }
        byte[] cA = Arrays.copyOfRange(results, Spake2pTranscript.CA, Spake2pTranscript.CA + 32);
        byte[] ke = Arrays.copyOfRange(results, Spake2pTranscript.KE, Spake2pTranscript.KE + 16);
        byte[] block = Oracle.hkdf(ke, new byte[0], "SessionKeys", 48);
        return new Answer(
                true, payloads.number(Tlv.struct(out -> Tlv.bytes(out, 1, cA))), keysOf(block), 0);
    }

    /** Encrypts what follows a header, in place; room for the tag is behind it. */
    void seal(byte[] block, byte[] message, int headerLength, int length) {
        ccm.setKey(block, isAsked() ? 16 : 0);
        byte[] nonce = nonce(message, kind == Kind.PASE ? 0 : nodeId);
        ccm.seal(nonce, 0, message, 0, headerLength, message, headerLength, length);
    }

    /** Decrypts what follows a header, in place; its length, or negative. */
    int open(byte[] block, byte[] message, int headerLength, int length) {
        ccm.setKey(block, isAsked() ? 0 : 16);
        byte[] nonce = nonce(message, kind == Kind.PASE ? 0 : Device.NODE_ID);
        return ccm.open(nonce, 0, message, 0, headerLength, message, headerLength, length);
    }

    private static byte[] nonce(byte[] message, long source) {
        byte[] nonce = new byte[13];
        nonce[0] = message[3];
        System.arraycopy(message, 4, nonce, 1, 4);
        for (int i = 0; i < 8; i++) {
            nonce[5 + i] = (byte) (source >>> 8 * i);
        }
        return nonce;
    }
}
