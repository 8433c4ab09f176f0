package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Bytes;

/**
 * The fail-safe timer and all that is pending under it (Matter core 11.10.7.2): key pair of the
 * CSR, root certificate, the fabric being added or updated.
 *
 * <pre>
 *  state       arm             key pair  root     AddNOC       UpdateNOC    commit     expiry
 *  disarmed    armed           -         -        -            -            -          -
 *  armed       armed, longer   armed     armed    NOC added    NOC updated  disarmed   disarmed
 *  NOC added   NOC added       refused   refused  refused      refused      disarmed   fabric removed
 *  NOC updated NOC updated     refused   refused  refused      refused      disarmed   fabric loaded
 * </pre>
 *
 * What is refused is refused by Operational Credentials, which asks {@link #nocCommand()}. The
 * fail-safe also ends when its fabric is removed.
 */
public final class FailSafe implements FabricListener {
    /** FailSafeExpiryLengthSeconds: how long it is armed when PASE is done. */
    public static final int EXPIRY_LENGTH_SECONDS = 60;

    /** MaxCumulativeFailsafeSeconds: never armed longer than this after its first arming. */
    public static final int MAX_CUMULATIVE_SECONDS = 900;

    /** No session. */
    public static final int NO_SESSION = -1;

    public static final int NOC_NONE = 0;
    public static final int NOC_ADDED = 1;
    public static final int NOC_UPDATED = 2;

    private static final int MAX_LISTENERS = 8;
    private static final long NEVER = Long.MAX_VALUE;

    private final FabricTable table;
    private final FailSafeListener[] listeners = new FailSafeListener[MAX_LISTENERS];
    private final byte[] privateKey = new byte[32];
    private final byte[] publicKey = new byte[65];
    private int listenerCount;
    private boolean armed;
    private int fabricIndex;
    private int session = NO_SESSION;
    private long deadline;
    private long limit;
    private boolean keyPair;
    private boolean forUpdate;
    private int rootLength;
    private int nocCommand;

    public FailSafe(FabricTable table) {
        this.table = table;
        table.addListener(this);
    }

    /** At boot only, at most 8. */
    public void addListener(FailSafeListener listener) {
        listeners[listenerCount++] = listener;
    }

    public boolean isArmed() {
        return armed;
    }

    /** Fabric it is armed for; 0 when armed over PASE, before AddNOC, and when disarmed. */
    public int fabricIndex() {
        return fabricIndex;
    }

    /** Session it was armed on, or {@link #NO_SESSION}. */
    public int session() {
        return session;
    }

    /** Whether one who speaks for {@code fabric} (0: on a PASE session) holds the fail-safe. */
    public boolean isArmedFor(int fabric, int onSession) {
        return armed && fabric == fabricIndex && (fabric != 0 || onSession == session);
    }

    /**
     * PASE is done: armed for 60 s for its session. What an earlier PASE session left is rolled
     * back.
     *
     * @return OK, or BUSY when it is armed for a fabric
     */
    public int armForPase(int paseSession, long now) {
        if (armed && fabricIndex != 0) {
            return FabricStatus.BUSY;
        }
        if (armed && session != paseSession) {
            expire(now);
        }
        return arm(0, paseSession, EXPIRY_LENGTH_SECONDS, now);
    }

    /**
     * Arms it, or moves its end for the one who holds it; never beyond 900 s after the first
     * arming. 0 seconds lets it expire.
     *
     * @param fabric accessing fabric, 0 on PASE before AddNOC
     * @return OK, or BUSY when somebody else holds it
     */
    public int arm(int fabric, int onSession, int seconds, long now) {
        if (armed && !isArmedFor(fabric, onSession)) {
            return FabricStatus.BUSY;
        }
        if (seconds == 0) {
            expire(now);
            return FabricStatus.OK;
        }
        if (!armed) {
            armed = true;
            fabricIndex = fabric;
            session = onSession;
            limit = now + MAX_CUMULATIVE_SECONDS * 1000L;
        }
        deadline = Math.min(limit, now + seconds * 1000L);
        return FabricStatus.OK;
    }

    /** One of the NOC constants: what was done under this fail-safe. */
    public int nocCommand() {
        return nocCommand;
    }

    /** CSRRequest: this key pair is for the next NOC; 32 and 65 bytes, copied. */
    public void setKeyPair(
            byte[] newPrivateKey,
            int privateOffset,
            byte[] newPublicKey,
            int publicOffset,
            boolean isForUpdate) {
        System.arraycopy(newPrivateKey, privateOffset, privateKey, 0, privateKey.length);
        System.arraycopy(newPublicKey, publicOffset, publicKey, 0, publicKey.length);
        keyPair = true;
        forUpdate = isForUpdate;
    }

    public boolean hasKeyPair() {
        return keyPair;
    }

    /** Whether the pending key pair was asked for UpdateNOC. */
    public boolean isKeyPairForUpdate() {
        return forUpdate;
    }

    /** Operational private key of the pending CSR, 32 bytes; not to be kept. */
    public byte[] privateKey() {
        return privateKey;
    }

    /** Public key of the pending CSR, 65 bytes. */
    public byte[] publicKey() {
        return publicKey;
    }

    /**
     * AddTrustedRootCertificate: at most 400 bytes, verified by the caller, copied. A fabric is
     * added from now on: a key pair that was asked for UpdateNOC goes.
     */
    public void setRoot(byte[] certificate, int offset, int length) {
        table.certificates().hold(FabricCertificates.RCAC, certificate, offset, length);
        rootLength = length;
        if (forUpdate) {
            dropKeyPair();
        }
    }

    /** Pending root certificate, from the start of the array. */
    public byte[] root() {
        return table.certificates().held();
    }

    /** 0 when none is pending. */
    public int rootLength() {
        return rootLength;
    }

    /** AddNOC made {@code fabric}: the fail-safe is for it from now on. */
    public void nocAdded(Fabric fabric) {
        nocCommand = NOC_ADDED;
        fabricIndex = fabric.fabricIndex;
        dropPending();
    }

    /** UpdateNOC gave {@code fabric} new credentials. */
    public void nocUpdated(Fabric fabric) {
        nocCommand = NOC_UPDATED;
        fabricIndex = fabric.fabricIndex;
        dropPending();
    }

    /**
     * CommissioningComplete: stores everything of the fabric and disarms.
     *
     * @return OK; STORE_FAILED or DAMAGED, and it stays armed
     */
    public int commit(long now) {
        Fabric fabric = nocCommand == NOC_NONE ? null : table.find(fabricIndex);
        int status = fabric == null ? FabricStatus.OK : table.commit(fabric);
        if (status != FabricStatus.OK) {
            return status;
        }
        if (fabric == null) {
            table.keepLastKnownGood();
        }
        int index = fabricIndex;
        disarm();
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].failSafeCommitted(index, now);
        }
        return FabricStatus.OK;
    }

    /** Ends it now as a timeout would; nothing happens when it is not armed. */
    public void expire(long now) {
        if (!armed) {
            return;
        }
        int index = fabricIndex;
        int done = nocCommand;
        disarm();
        Fabric fabric = done == NOC_NONE ? null : table.find(index);
        if (fabric != null) {
            table.rollBack(fabric, now);
        }
        expired(index, done == NOC_ADDED, now);
    }

    /**
     * Lets it expire when it is time.
     *
     * @return time of its end, {@code Long.MAX_VALUE} when it is not armed
     */
    public long poll(long now) {
        if (armed && now >= deadline) {
            expire(now);
        }
        return armed ? deadline : NEVER;
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {}

    @Override
    public void fabricUpdated(Fabric fabric, long now) {}

    @Override
    public void fabricRemoved(int removed, long now) {
        if (armed && removed == fabricIndex) {
            boolean added = nocCommand == NOC_ADDED;
            disarm();
            expired(removed, added, now);
        }
    }

    /**
     * Somebody trustworthy says that the present is not before this time, seconds since 2000-01-01
     * UTC: while it is armed, no longer than it lasts unless it is committed.
     */
    void raiseLastKnownGood(long epochSeconds) {
        table.advanceLastKnownGood(epochSeconds);
        if (!armed) {
            table.keepLastKnownGood();
        }
    }

    private void expired(int index, boolean added, long now) {
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].failSafeExpired(index, added, now);
        }
    }

    /** What was committed before stays as it is. */
    private void disarm() {
        table.rollBackLastKnownGood();
        armed = false;
        fabricIndex = 0;
        session = NO_SESSION;
        nocCommand = NOC_NONE;
        dropPending();
    }

    /** The NOC command has taken over key and root; or nobody will. */
    private void dropPending() {
        dropKeyPair();
        rootLength = 0;
    }

    private void dropKeyPair() {
        Bytes.zero(privateKey);
        Bytes.zero(publicKey);
        keyPair = false;
        forUpdate = false;
    }
}
