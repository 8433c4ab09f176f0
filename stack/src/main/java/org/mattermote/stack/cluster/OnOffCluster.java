package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * On/Off (Matter application clusters 1.5), without optional features; those of lighting are in
 * {@link LightingOnOffCluster}. Commands and local changes run through {@link #setOn}; the state
 * survives a restart.
 *
 * <pre>
 *  state | Off, setOn(false) | On, setOn(true)  | Toggle
 *  off   | -                 | on: hook, report | on: hook, report
 *  on    | off: hook, report | -                | off: hook, report
 * </pre>
 */
public class OnOffCluster extends Cluster {
    private static final int[] ATTRIBUTES = {OnOffSpec.ATTR_ON_OFF};

    private static final int[] COMMANDS = {
        OnOffSpec.CMD_OFF, OnOffSpec.CMD_ON, OnOffSpec.CMD_TOGGLE,
    };

    private static final int RECORD_VERSION = 1;
    private static final int TAG_ON = 1;

    /** ms between attempts to store a state the store refused. */
    private static final int RETRY_MILLIS = 10000;

    private final int endpointId;
    private final OnOffHook hook;
    private final StoredRecord record;
    private boolean on;
    private long storeAt = NEVER;

    /**
     * Restores the state; off when none is stored.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     */
    public OnOffCluster(int endpoint, OnOffHook hook, ClusterWorkspace workspace, LogPort log) {
        this(endpoint, hook, workspace, log, 0, ATTRIBUTES, COMMANDS);
        restore();
    }

    /** For a variant with features: its constructor ends with {@link #restore}. */
    OnOffCluster(
            int endpoint,
            OnOffHook hook,
            ClusterWorkspace workspace,
            LogPort log,
            int featureMap,
            int[] attributes,
            int[] commands) {
        super(new OnOffSpec(), featureMap, attributes, commands);
        this.endpointId = endpoint;
        this.hook = hook;
        record =
                new StoredRecord(workspace.records, log, StoreKeys.onOff(endpoint), RECORD_VERSION);
    }

    /** Reads what is stored. Once, at boot. */
    final void restore() {
        if (record.open() == PortStatus.OK) {
            if (!take(record.reader())) {
                record.reject(PortStatus.DAMAGED);
            }
            record.close();
        }
    }

    /**
     * Takes over the members of the record, tags ascending.
     *
     * @return whether they are what they must be
     */
    boolean take(TlvReader reader) {
        if (reader.find(TAG_ON) != CodecStatus.OK || reader.bool() < 0) {
            return false;
        }
        on = reader.boolValue();
        return true;
    }

    /** Writes the members of the record, tags ascending. */
    void put(TlvWriter out) {
        out.putBool(TAG_ON, on);
    }

    /** The state to come up with, where it is not the stored one. At boot. */
    final void comeUp(boolean wanted) {
        if (wanted != on) {
            on = wanted;
            storeAt = 0;
        }
    }

    /** Shows the restored state to the hook. Once, at boot. */
    public void start() {
        hook.onOff(endpointId, on);
    }

    public final boolean isOn() {
        return on;
    }

    /** Switches, whoever asks: a command, a button, a scene. */
    public void setOn(boolean wanted, long nowMillis) {
        if (wanted != on) {
            on = wanted;
            switched(nowMillis);
        }
    }

    /** The state is another one from now. */
    void switched(long nowMillis) {
        hook.onOff(endpointId, on);
        changed(OnOffSpec.ATTR_ON_OFF);
        store(nowMillis);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != OnOffSpec.ATTR_ON_OFF) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putBool(in.tag, on);
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        switch (command) {
            case OnOffSpec.CMD_OFF:
                setOn(false, in.nowMillis);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_ON:
                setOn(true, in.nowMillis);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_TOGGLE:
                setOn(!on, in.nowMillis);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis >= storeAt) {
            store(nowMillis);
        }
        return storeAt;
    }

    /**
     * Makes the state durable.
     *
     * @return OK or what the store answered; it is tried again then, unless the record is damaged
     */
    final int store(long nowMillis) {
        put(record.begin());
        int status = record.commit();
        boolean again = status != PortStatus.OK && !record.damaged();
        storeAt = again ? nowMillis + RETRY_MILLIS : NEVER;
        return status;
    }
}
