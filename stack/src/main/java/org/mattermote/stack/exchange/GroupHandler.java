package org.mattermote.stack.exchange;

import org.mattermote.stack.message.GroupSession;
import org.mattermote.stack.message.InboundMessage;

/** A protocol that hears messages to groups: the interaction model. */
public interface GroupHandler {
    /**
     * A message to one of our groups. There is no exchange, and nothing can be answered.
     *
     * @param session valid during this call
     * @param message valid during this call
     */
    void receivedInGroup(GroupSession session, InboundMessage message, long nowMillis);
}
