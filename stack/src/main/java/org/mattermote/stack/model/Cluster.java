package org.mattermote.stack.model;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;

/**
 * A server cluster on one endpoint. The engine checks existence, access, timing and (from the
 * generated {@link ClusterSpec}) the value's type before it calls; the cluster checks ranges and
 * does the work.
 *
 * <p>A new cluster is one file: extend this, pass what it implements to the constructor, override
 * {@link #read}, and {@link #write} and {@link #invoke} where it has any.
 */
public abstract class Cluster {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int[] NO_IDS = {};

    private final ClusterSpec spec;
    private int featureMap;
    private final int[] attributes;
    private final int[] commands;
    private final int[] changeStamps;
    private int dataVersion;
    private Endpoint endpoint;
    private ChangeCounter changes;

    /**
     * @param spec generated metadata of the cluster
     * @param featureMap FeatureMap
     * @param attributes ids this instance implements, ascending, without the global ones
     * @param commands ids of the commands it accepts, ascending; null for none
     */
    protected Cluster(ClusterSpec spec, int featureMap, int[] attributes, int[] commands) {
        this.spec = spec;
        this.featureMap = featureMap;
        this.attributes = attributes;
        this.commands = commands == null ? NO_IDS : commands;
        this.changeStamps = new int[attributes.length];
    }

    /** Called once at boot, when the endpoint is built. */
    final void attach(Endpoint owner, ChangeCounter counter, int initialDataVersion) {
        endpoint = owner;
        changes = counter;
        dataVersion = initialDataVersion;
    }

    public final ClusterSpec spec() {
        return spec;
    }

    public final int id() {
        return spec.id();
    }

    public final int featureMap() {
        return featureMap;
    }

    /** While the node is wired: it has what these features of the cluster need. */
    protected final void addFeatures(int features) {
        featureMap |= features;
    }

    public final Endpoint endpoint() {
        return endpoint;
    }

    /** Implemented attributes, ascending, without the global ones. Not to be changed. */
    public final int[] attributes() {
        return attributes;
    }

    /** Accepted commands, ascending. Not to be changed. */
    public final int[] commands() {
        return commands;
    }

    /** Events it records, ascending. Not to be changed. */
    public int[] events() {
        return NO_IDS;
    }

    public final boolean hasAttribute(int attribute) {
        return indexOf(attributes, attribute) >= 0;
    }

    public final boolean hasCommand(int command) {
        return indexOf(commands, command) >= 0;
    }

    /** Random at boot, raised by one with each change (Matter core 7.10.3). */
    public final int dataVersion() {
        return dataVersion;
    }

    /** Stamp of the latest change of an attribute, 0 when it never changed since boot. */
    public final int changeStamp(int attribute) {
        int i = indexOf(attributes, attribute);
        return i < 0 ? 0 : changeStamps[i];
    }

    /** To be called after a value changed: raises the data version and wakes subscriptions. */
    protected final void changed(int attribute) {
        int i = indexOf(attributes, attribute);
        if (i >= 0 && changes != null) {
            changeStamps[i] = changes.next();
            dataVersion++;
        }
    }

    /**
     * Writes an attribute's value, tagged {@code in.tag}. List attributes that can grow beyond a
     * message are read by {@link #listSize} and {@link #readItem} instead.
     *
     * @return SUCCESS or the status that takes the value's place
     */
    public abstract int read(int attribute, AttributeRead in, TlvWriter out);

    /**
     * Number of items of a list attribute that is read item by item, before fabric filtering; −1
     * when {@link #read} writes the whole list.
     */
    public int listSize(int attribute, AttributeRead in) {
        return -1;
    }

    /**
     * Writes item {@code index} of a list attribute, tagged {@code in.tag}; writes nothing for an
     * item that {@link AttributeRead#includes} leaves out.
     */
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_READ;
    }

    /**
     * Takes a new value.
     *
     * <p>The values that a message has for one list in a row, a replacement and items behind it,
     * come one by one; {@link #listWritten} follows the last, and what they change may become
     * durable there. Between two messages of a chunked write others may read the list as it is
     * then.
     *
     * @param value stands on the value: the whole one for REPLACE, the item for APPEND
     */
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        return ImStatus.UNSUPPORTED_WRITE;
    }

    /**
     * The last value that a message has for a list attribute was given to {@link #write}, and at
     * least one was taken: what they changed becomes durable now, all of it or nothing.
     *
     * @return SUCCESS, or a status that takes the place of theirs
     */
    public int listWritten(int attribute, AttributeWrite in) {
        return ImStatus.SUCCESS;
    }

    /**
     * Runs a command.
     *
     * @param fields stands on the structure of its fields, not entered; an absent one is an empty
     *     structure
     * @return the command's status, or PENDING for one that takes longer than a poll may: {@link
     *     #proceed} then goes on with it. Nothing may have been done and no byte of the fields be
     *     kept, for it may still be refused (BUSY) while another one is pending
     */
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        return ImStatus.UNSUPPORTED_COMMAND;
    }

    /**
     * Brings a command on for which {@link #invoke} returned {@link ImStatus#PENDING}, once in each
     * of the following polls until it returns a status of its own. One command of the node at a
     * time.
     *
     * <p>Time passes between the calls: other commands, writes and deadlines come in between, so
     * what {@code invoke} found may no longer hold. Whoever invokes is the same throughout; the
     * response is written in the last call.
     *
     * @param in has working memory
     * @param fields as in {@code invoke}, from a copy of the request that stays in its place, and
     *     as it is, until the last call: its bytes may be lent to a computation. Not those {@code
     *     invoke} saw
     * @return PENDING; WAITING, to be called again soon, but not in the next poll if nothing else
     *     is due; or the status of the command
     */
    public int proceed(int command, CommandInvocation in, TlvReader fields) {
        return ImStatus.FAILURE;
    }

    /**
     * Forgets a pending command: the exchange that brought it is gone. {@link #proceed} is not
     * called again, and perhaps never was; what was lent to a computation is taken back here.
     */
    public void cancel(int command) {}

    /**
     * Does what is due.
     *
     * @return time of the next deadline, {@link #NEVER} for none
     */
    public long poll(long nowMillis) {
        return NEVER;
    }

    /** A fabric left the node: whatever the cluster holds for it goes. */
    public void fabricRemoved(int fabricIndex) {}

    private static int indexOf(int[] ids, int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }
}
