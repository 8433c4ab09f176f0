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

    /**
     * Working memory of {@link Cluster#proceed}, all zero at its first call and the command's own
     * until the last; zeroed then. Null in {@link Cluster#invoke}.
     */
    public byte[] memory;

    /** Where the working memory begins in {@link #memory}. */
    public int memoryAt;

    /**
     * Bytes of working memory: 1,280 without those of the message that carries the command, of
     * which the fields are all but 30 when it carries no other.
     */
    public int memoryLength;

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
