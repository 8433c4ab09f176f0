package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.BooleanStateSpec;

/**
 * Boolean State (Matter application clusters 1.7): one bit that hardware sets, whose meaning the
 * device type says (a contact sensor: true while closed). Each change is an event too.
 */
public final class BooleanStateCluster extends Cluster {
    private static final int[] ATTRIBUTES = {BooleanStateSpec.ATTR_STATE_VALUE};

    private static final int[] EVENTS = {BooleanStateSpec.EVENT_STATE_CHANGE};

    private final int endpointId;
    private final SensorHook hook;
    private final EventSink events;
    private boolean state;
    private long sampleAt;

    /**
     * False until the hardware says otherwise.
     *
     * @param endpoint number of the endpoint the cluster will be on
     */
    public BooleanStateCluster(int endpoint, SensorHook hook, EventSink events) {
        super(new BooleanStateSpec(), 0, ATTRIBUTES, null);
        this.endpointId = endpoint;
        this.hook = hook;
        this.events = events;
    }

    /** StateValue. */
    public boolean state() {
        return state;
    }

    /** What the hardware sees now. */
    public void setState(boolean seen, long nowMillis) {
        if (seen != state) {
            state = seen;
            changed(BooleanStateSpec.ATTR_STATE_VALUE);
            events.begin(this, BooleanStateSpec.EVENT_STATE_CHANGE, 0)
                    .putBool(BooleanStateSpec.STATE_CHANGE_STATE_VALUE, seen);
            events.commit(nowMillis);
        }
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != BooleanStateSpec.ATTR_STATE_VALUE) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putBool(in.tag, state);
        return ImStatus.SUCCESS;
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis >= sampleAt) {
            sampleAt = hook.sample(endpointId, nowMillis);
        }
        return sampleAt;
    }
}
