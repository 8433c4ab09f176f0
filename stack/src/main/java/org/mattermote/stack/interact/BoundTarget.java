package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * A node that has to have a command of an endpoint that is bound to it; the states are drawn in
 * {@link BindingClient}.
 */
final class BoundTarget extends Slot {
    /** Its turn comes at {@link #due}. */
    static final int WAITING = 0;

    /** A session was asked for. */
    static final int ASKED = 1;

    /** The command is under way. */
    static final int SENT = 2;

    long node;

    /** The turn of WAITING; when the peer of SENT is silent, NEVER once that was found. */
    long due;

    /** A command that has not left by then does not any more. */
    long until;

    /** Exchange of SENT. */
    int exchange = Handle.NONE;

    /** {@link BoundCommand#number} of what was sent. */
    int sent;

    char endpoint;
    byte fabricIndex;

    /** Place of its {@link BoundCommand}. */
    byte command;

    byte state;

    /** How often it asked to come later. */
    byte busy;

    /** Whether the command goes on a new session: the peer did not hear it on an old one. */
    boolean renew;

    /** Whether it was sent on a new session already, for that reason. */
    boolean renewed;

    /** Whether a new session was asked for while the old one may still carry the command. */
    boolean doubted;

    int fabricIndex() {
        return fabricIndex & 0xFF;
    }

    boolean isOf(int fabric, long nodeId) {
        return fabricIndex() == fabric && node == nodeId;
    }

    @Override
    protected void clear() {
        node = 0;
        due = 0;
        until = 0;
        exchange = Handle.NONE;
        sent = 0;
        endpoint = 0;
        fabricIndex = 0;
        command = 0;
        state = WAITING;
        busy = 0;
        renew = false;
        renewed = false;
        doubted = false;
    }

    @Override
    protected void state(SlotState state) {
        node = state.wide(node);
        due = state.wide(due);
        until = state.wide(until);
        exchange = state.integer(exchange);
        sent = state.integer(sent);
        endpoint = (char) state.integer(endpoint);
        fabricIndex = (byte) state.integer(fabricIndex);
        command = (byte) state.integer(command);
        this.state = (byte) state.integer(this.state);
        busy = (byte) state.integer(busy);
        renew = state.flag(renew);
        renewed = state.flag(renewed);
        doubted = state.flag(doubted);
    }
}
