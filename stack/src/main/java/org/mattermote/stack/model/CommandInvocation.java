package org.mattermote.stack.model;

import org.mattermote.stack.codec.TlvWriter;

/**
 * One command being run, and where its response goes. A command that has a response calls {@link
 * #respond(int)} once and writes the fields, context tags ascending, into the writer it gets; the
 * engine opens and closes the structure around them. A command without one just returns a status.
 */
public abstract class CommandInvocation {
    /** Who invokes; never null. */
    public final Subject subject;

    /** Endpoint addressed. */
    public int endpoint;

    /** True when the command came in a group message: no response leaves. */
    public boolean group;

    /** Monotonic time. */
    public long nowMillis;

    protected CommandInvocation(Subject subject) {
        this.subject = subject;
    }

    /**
     * Starts the response command.
     *
     * @param responseCommand its id, from the generated constants
     * @return writer that stands inside the response's fields
     */
    public abstract TlvWriter respond(int responseCommand);
}
