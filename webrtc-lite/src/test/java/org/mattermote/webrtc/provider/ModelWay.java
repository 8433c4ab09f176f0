package org.mattermote.webrtc.provider;

import static org.mattermote.stack.explorer.Violation.unless;

import org.mattermote.stack.codec.TlvWriter;

/** The way to the peers of a {@link ProviderModel}. */
final class ModelWay implements PushChannel {
    /** There is a session, but no message is free. */
    static final int NO_MESSAGE = 10;

    /** There is a session, whose messages hold no description. */
    static final int SHORT_MESSAGE = 11;

    /** There is a session, but a description has no place any more. */
    static final int NO_PLACE = 12;

    /** Bytes of a description, as far as it matters. */
    static final int DESCRIPTION = 30;

    private final byte[] bytes = new byte[1_000];
    private final TlvWriter message = new TlvWriter();
    boolean begun;
    int openAnswer;
    boolean asked;
    boolean sent;
    PushListener listener;

    @Override
    public void setListener(PushListener listener) {
        this.listener = listener;
    }

    @Override
    public int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis) {
        unless(!sent && !begun, "two pushes at a time");
        asked = openAnswer == ASKED;
        return openAnswer >= NO_MESSAGE ? OPEN : openAnswer;
    }

    @Override
    public TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis) {
        unless(!sent && !begun, "two pushes at a time");
        message.wrap(bytes, 0, openAnswer == SHORT_MESSAGE ? DESCRIPTION : bytes.length);
        begun = openAnswer != NO_MESSAGE;
        return begun ? message : null;
    }

    @Override
    public int send(long nowMillis) {
        unless(begun && !message.overflowed(), "what was not begun is sent");
        begun = false;
        sent = true;
        return OPEN;
    }

    @Override
    public void cancel(long nowMillis) {
        asked = false;
        begun = false;
        sent = false;
    }
}
