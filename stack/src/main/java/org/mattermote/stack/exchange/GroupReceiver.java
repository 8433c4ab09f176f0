package org.mattermote.stack.exchange;

import org.mattermote.stack.message.InboundMessage;

/** Takes the messages that come on group sessions. */
public interface GroupReceiver {
    /**
     * @param message its header decoded; the buffer may be changed
     * @param headerLength of the message header
     * @param length of the whole message
     * @return false when it was dropped
     */
    boolean received(InboundMessage message, int headerLength, int length, long nowMillis);
}
