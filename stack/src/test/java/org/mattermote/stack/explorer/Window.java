package org.mattermote.stack.explorer;

import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.secure.CommissioningAccess;
import org.mattermote.stack.sim.SimWindow;

/**
 * A commissioning window that never closes, with the fail-safe of whoever came through it: what
 * {@code CommissioningWindows} does with sessions, by handle, and nothing it does with mDNS.
 */
final class Window implements CommissioningAccess {
    static final long NEVER = Long.MAX_VALUE;
    private static final int FAIL_SAFE = 60_000;

    final SimWindow data;
    SecureSessions sessions;
    Exchanges exchanges;

    /** When the fail-safe expires. */
    long deadline = NEVER;

    /** Of the commissioner's session; negative for none. */
    int handle = -1;

    Window(SimWindow data) {
        this.data = data;
    }

    void state(SlotState state) {
        deadline = state.wide(deadline);
        handle = state.integer(handle);
    }

    boolean isArmed() {
        return deadline != NEVER;
    }

    /** The commissioner's time is over, or all is done: its session goes. */
    void expire(long now) {
        deadline = NEVER;
        drop(now);
    }

    private void drop(long now) {
        SecureSession session = sessions.find(handle);
        Violation.unless(
                session == null || session.handle() == handle,
                "the fail-safe's handle reaches another one's session");
        handle = -1;
        if (session != null) {
            exchanges.expireSession(session, now);
        }
    }

    @Override
    public boolean admits() {
        return !isArmed();
    }

    @Override
    public boolean isOccupied() {
        return isArmed();
    }

    @Override
    public int iterations() {
        return data.iterations();
    }

    @Override
    public int salt(byte[] out, int offset) {
        return data.salt(out, offset);
    }

    @Override
    public void verifier(byte[] out, int offset) {
        data.verifier(out, offset);
    }

    @Override
    public void attemptFailed(long now) {}

    @Override
    public void established(SecureSession session, long now) {
        drop(now);
        handle = session.handle();
        deadline = now + FAIL_SAFE;
    }
}
