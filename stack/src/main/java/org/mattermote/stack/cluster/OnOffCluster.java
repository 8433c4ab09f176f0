package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * On/Off with the Lighting feature (Matter application clusters 1.5), which every light, outlet and
 * plug has. Commands and local changes run through {@link #setOn}; the state survives a restart.
 *
 * <p>OnTime and OffWaitTime count by being read against a deadline; they are marked as changed when
 * they are set and when they end, never while they count. OnTime 0 and 0xFFFF, OffWaitTime 0xFFFF
 * do not count.
 *
 * <pre>
 *  state       | off                 | on                   | OnWithTimedOff t, w      | deadline
 *  off         | OnTime 0            | on                   | timed on, or delayed off | -
 *              |                     |                      | if OffWaitTime > 0       |
 *  on          | off, OnTime 0       | -                    | timed on                 | -
 *  timed on    | OnTime 0; delayed   | -                    | OnTime max(OnTime, t),   | off, both
 *              | off, or off if      |                      | OffWaitTime w            | times 0
 *              | OffWaitTime 0       |                      |                          |
 *  delayed off | OnTime 0            | on, or timed on if   | OffWaitTime              | off
 *              |                     | OnTime > 0           | min(OffWaitTime, w)      |
 * </pre>
 *
 * "off" and "on" are the commands, Toggle, the button, a level that falls to its minimum; on with
 * OnTime 0 sets OffWaitTime to 0 in every state. A written time counts from then on in the state it
 * belongs to, elsewhere it is kept. With AcceptOnlyWhenOn OnWithTimedOff does nothing while off.
 *
 * <p>OffWithEffect stores the global scene; OnWithRecallGlobalScene recalls it, and is On where
 * there is none.
 */
public final class OnOffCluster extends Cluster implements SceneAttributes {
    private static final int[] ATTRIBUTES = {
        OnOffSpec.ATTR_ON_OFF,
        OnOffSpec.ATTR_GLOBAL_SCENE_CONTROL,
        OnOffSpec.ATTR_ON_TIME,
        OnOffSpec.ATTR_OFF_WAIT_TIME,
        OnOffSpec.ATTR_START_UP_ON_OFF,
    };

    private static final int[] COMMANDS = {
        OnOffSpec.CMD_OFF,
        OnOffSpec.CMD_ON,
        OnOffSpec.CMD_TOGGLE,
        OnOffSpec.CMD_OFF_WITH_EFFECT,
        OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE,
        OnOffSpec.CMD_ON_WITH_TIMED_OFF,
    };

    private static final int RECORD_VERSION = 1;
    private static final int TAG_ON = 1;
    private static final int TAG_START_UP = 2;

    /** ms between attempts to store a state the store refused. */
    private static final int RETRY_MILLIS = 10000;

    /** StartUpOnOff null: as before the restart. */
    private static final int PREVIOUS = 0xFF;

    /** A time that does not count. */
    private static final int FOREVER = 0xFFFF;

    private static final int MAX_U8 = 0xFF;
    private static final int MAX_COMMAND_TIME = 0xFFFE;
    private static final int TENTH_MILLIS = 100;

    private final int endpointId;
    private final OnOffHook hook;
    private final FieldTable fields;
    private final StoredRecord record;
    private OnOffFollower follower;
    private EndpointScenes scenes;
    private boolean on;
    private long storeAt = NEVER;
    private boolean globalSceneControl = true;
    private int startUp = PREVIOUS;

    /** OnTime and OffWaitTime, 1/10 s; of the one that counts what it was when it began. */
    private int onTime;

    private int offWaitTime;

    /** Timed on or delayed off. */
    private boolean timed;

    /** Time at which the counting one is 0, NEVER when none counts. */
    private long deadline = NEVER;

    /** Whether OnTime is the one that counts, or counted last. */
    private boolean onTimeCounts;

    /**
     * Restores the state and applies StartUpOnOff.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     * @param bootReason BOOT_REASON constant of {@code GeneralDiagnosticsSpec}: StartUpOnOff is not
     *     applied after a software update
     */
    public OnOffCluster(
            int endpoint, OnOffHook hook, ClusterWorkspace workspace, LogPort log, int bootReason) {
        super(new OnOffSpec(), OnOffSpec.FEATURE_LIGHTING, ATTRIBUTES, COMMANDS);
        this.endpointId = endpoint;
        this.hook = hook;
        this.fields = workspace.fields;
        record =
                new StoredRecord(workspace.records, log, StoreKeys.onOff(endpoint), RECORD_VERSION);
        restore();
        if (bootReason != GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED) {
            applyStartUp();
        }
    }

    private void restore() {
        if (record.open() == PortStatus.OK) {
            if (!take(record.reader())) {
                record.reject(PortStatus.DAMAGED);
            }
            record.close();
        }
    }

    private boolean take(TlvReader reader) {
        if (reader.find(TAG_ON) != CodecStatus.OK || reader.bool() < 0) {
            return false;
        }
        boolean wasOn = reader.boolValue();
        int status = reader.find(TAG_START_UP);
        // Stored by software without the feature when it is not there.
        int value = status == CodecStatus.NOT_FOUND ? PREVIOUS : status;
        if (status == CodecStatus.OK) {
            value = reader.u8();
        }
        if (value != PREVIOUS && (value < 0 || value > OnOffSpec.START_UP_ON_OFF_TOGGLE)) {
            return false;
        }
        on = wasOn;
        startUp = value;
        return true;
    }

    private void applyStartUp() {
        switch (startUp) {
            case OnOffSpec.START_UP_ON_OFF_OFF:
                comeUp(false);
                break;
            case OnOffSpec.START_UP_ON_OFF_ON:
                comeUp(true);
                break;
            case OnOffSpec.START_UP_ON_OFF_TOGGLE:
                comeUp(!on);
                break;
            default:
                break;
        }
    }

    /** The state to come up with, where it is not the stored one. */
    private void comeUp(boolean wanted) {
        if (wanted != on) {
            on = wanted;
            storeAt = 0;
        }
    }

    /** Shows the restored state to the hook. Once, at boot. */
    public void start() {
        hook.onOff(endpointId, on);
    }

    public boolean isOn() {
        return on;
    }

    /** Lets another cluster of the endpoint move with this one. At boot. */
    void follow(OnOffFollower cluster) {
        follower = cluster;
    }

    /** Switches, whoever asks: a command, a button, a scene. */
    public void setOn(boolean wanted, long nowMillis) {
        expire(nowMillis);
        int time = onTime(nowMillis);
        int wait = offWaitTime(nowMillis);
        turn(wanted, nowMillis);
        if (wanted) {
            setGlobalSceneControl(true);
            count(time, time == 0 ? 0 : wait, nowMillis);
        } else {
            count(0, wait, nowMillis);
        }
    }

    private void turn(boolean wanted, long nowMillis) {
        if (wanted == on) {
            return;
        }
        on = wanted;
        hook.onOff(endpointId, on);
        changed(OnOffSpec.ATTR_ON_OFF);
        if (scenes != null) {
            scenes.sceneAttributeChanged();
        }
        store(nowMillis);
        if (follower != null) {
            follower.onOff(on, nowMillis);
        }
    }

    @Override
    public void joinScenes(EndpointScenes endpointScenes) {
        scenes = endpointScenes;
    }

    @Override
    public int sceneValue(int attribute, long nowMillis) {
        return on ? 1 : 0;
    }

    @Override
    public int nearestSceneValue(int attribute, int value) {
        return value;
    }

    /** With a follower it is this one that switches, on its way to its own value. */
    @Override
    public void recallScene(Scene scene, long transitionMillis, long nowMillis) {
        int wanted = scene.value(OnOffSpec.ID, OnOffSpec.ATTR_ON_OFF);
        if (follower == null && wanted != NO_VALUE) {
            setOn(wanted != 0, nowMillis);
        }
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case OnOffSpec.ATTR_ON_OFF:
                out.putBool(in.tag, on);
                return ImStatus.SUCCESS;
            case OnOffSpec.ATTR_GLOBAL_SCENE_CONTROL:
                out.putBool(in.tag, globalSceneControl);
                return ImStatus.SUCCESS;
            case OnOffSpec.ATTR_ON_TIME:
                out.putUnsigned(in.tag, onTime(in.nowMillis));
                return ImStatus.SUCCESS;
            case OnOffSpec.ATTR_OFF_WAIT_TIME:
                out.putUnsigned(in.tag, offWaitTime(in.nowMillis));
                return ImStatus.SUCCESS;
            case OnOffSpec.ATTR_START_UP_ON_OFF:
                if (startUp == PREVIOUS) {
                    out.putNull(in.tag);
                } else {
                    out.putUnsigned(in.tag, startUp);
                }
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute == OnOffSpec.ATTR_START_UP_ON_OFF) {
            return writeStartUp(in, value);
        }
        if (attribute != OnOffSpec.ATTR_ON_TIME && attribute != OnOffSpec.ATTR_OFF_WAIT_TIME) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int tenths = value.u16();
        if (tenths < 0) {
            return CommandFields.writeStatus(tenths);
        }
        expire(in.nowMillis);
        if (attribute == OnOffSpec.ATTR_ON_TIME) {
            count(tenths, offWaitTime(in.nowMillis), in.nowMillis);
        } else {
            count(onTime(in.nowMillis), tenths, in.nowMillis);
        }
        return ImStatus.SUCCESS;
    }

    private int writeStartUp(AttributeWrite in, TlvReader value) {
        int wanted = PREVIOUS;
        if (!value.isNull()) {
            wanted = value.unsignedInt(OnOffSpec.START_UP_ON_OFF_TOGGLE);
            if (wanted < 0) {
                return CommandFields.writeStatus(wanted);
            }
        }
        int before = startUp;
        if (wanted == before) {
            return ImStatus.SUCCESS;
        }
        startUp = wanted;
        if (store(in.nowMillis) != PortStatus.OK) {
            startUp = before;
            return ImStatus.FAILURE;
        }
        changed(OnOffSpec.ATTR_START_UP_ON_OFF);
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        switch (command) {
            case OnOffSpec.CMD_OFF:
                setOn(false, in.nowMillis);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_ON:
                setOn(true, in.nowMillis);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_TOGGLE:
                expire(in.nowMillis);
                setOn(!on, in.nowMillis);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_OFF_WITH_EFFECT:
                return offWithEffect(in, from);
            case OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE:
                onWithRecallGlobalScene(in);
                return ImStatus.SUCCESS;
            case OnOffSpec.CMD_ON_WITH_TIMED_OFF:
                return onWithTimedOff(in, from);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        expire(nowMillis);
        if (nowMillis >= storeAt) {
            store(nowMillis);
        }
        return Math.min(storeAt, deadline);
    }

    /**
     * Makes the state durable.
     *
     * @return OK or what the store answered; it is tried again then, unless the record is damaged
     */
    private int store(long nowMillis) {
        TlvWriter out = record.begin();
        out.putBool(TAG_ON, on);
        out.putUnsigned(TAG_START_UP, startUp);
        int status = record.commit();
        boolean again = status != PortStatus.OK && !record.damaged();
        storeAt = again ? nowMillis + RETRY_MILLIS : NEVER;
        return status;
    }

    private int offWithEffect(CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int effect = fields.unsigned(OnOffSpec.OFF_WITH_EFFECT_EFFECT_IDENTIFIER, MAX_U8);
        int variant = fields.unsigned(OnOffSpec.OFF_WITH_EFFECT_EFFECT_VARIANT, MAX_U8);
        int least = Math.min(effect, variant);
        if (least < 0) {
            return CommandFields.status(CodecStatus.END, least);
        }
        if (effect > OnOffSpec.EFFECT_IDENTIFIER_DYING_LIGHT) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        expire(in.nowMillis);
        if (globalSceneControl && scenes != null) {
            scenes.storeGlobalScene(in.subject.fabricIndex, in.nowMillis);
        }
        setGlobalSceneControl(false);
        if (on) {
            hook.offWithEffect(endpointId, effect, variant <= lastVariant(effect) ? variant : 0);
        }
        setOn(false, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    /** What the scene leaves dark is switched on after it: the command says On. */
    private void onWithRecallGlobalScene(CommandInvocation in) {
        if (globalSceneControl) {
            return;
        }
        if (scenes != null) {
            scenes.recallGlobalScene(in.subject.fabricIndex, in.nowMillis);
        }
        setOn(true, in.nowMillis);
    }

    private static int lastVariant(int effect) {
        return effect == OnOffSpec.EFFECT_IDENTIFIER_DELAYED_ALL_OFF
                ? OnOffSpec.DELAYED_ALL_OFF_EFFECT_VARIANT_DELAYED_OFF_SLOW_FADE
                : OnOffSpec.DYING_LIGHT_EFFECT_VARIANT_DYING_LIGHT_FADE_OFF;
    }

    private int onWithTimedOff(CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int control =
                fields.unsigned(
                        OnOffSpec.ON_WITH_TIMED_OFF_ON_OFF_CONTROL,
                        OnOffSpec.ON_OFF_CONTROL_ACCEPT_ONLY_WHEN_ON);
        int time = fields.unsigned(OnOffSpec.ON_WITH_TIMED_OFF_ON_TIME, MAX_COMMAND_TIME);
        int wait = fields.unsigned(OnOffSpec.ON_WITH_TIMED_OFF_OFF_WAIT_TIME, MAX_COMMAND_TIME);
        int least = Math.min(control, Math.min(time, wait));
        if (least < 0) {
            return CommandFields.status(CodecStatus.END, least);
        }
        onWithTimedOff(control != 0, time, wait, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    private void onWithTimedOff(boolean onlyWhenOn, int time, int wait, long nowMillis) {
        expire(nowMillis);
        if (onlyWhenOn && !on) {
            return;
        }
        int guard = offWaitTime(nowMillis);
        int longer = Math.max(time, onTime(nowMillis));
        if (!on && guard > 0) {
            timed = true;
            count(onTime(nowMillis), Math.min(wait, guard), nowMillis);
            return;
        }
        turn(true, nowMillis);
        setGlobalSceneControl(true);
        timed = longer != FOREVER;
        count(longer, wait, nowMillis);
    }

    /** OnTime now: a begun tenth counts. */
    private int onTime(long nowMillis) {
        return deadline != NEVER && onTimeCounts ? left(nowMillis) : onTime;
    }

    private int offWaitTime(long nowMillis) {
        return deadline != NEVER && !onTimeCounts ? left(nowMillis) : offWaitTime;
    }

    private int left(long nowMillis) {
        long millis = Math.max(0, deadline - nowMillis);
        return (int) ((millis + TENTH_MILLIS - 1) / TENTH_MILLIS);
    }

    /**
     * Sets both times and lets the one that belongs to the state count. One that goes on counting
     * keeps its deadline, so that events in between do not lengthen it.
     */
    private void count(int newOnTime, int newOffWaitTime, long nowMillis) {
        int timeBefore = onTime(nowMillis);
        int waitBefore = offWaitTime(nowMillis);
        boolean goesOn =
                deadline != NEVER
                        && timed
                        && onTimeCounts == on
                        && (onTimeCounts ? newOnTime == timeBefore : newOffWaitTime == waitBefore);
        onTime = newOnTime;
        offWaitTime = newOffWaitTime;
        if (newOnTime != timeBefore) {
            changed(OnOffSpec.ATTR_ON_TIME);
        }
        if (newOffWaitTime != waitBefore) {
            changed(OnOffSpec.ATTR_OFF_WAIT_TIME);
        }
        timed = timed && (newOnTime != 0 || newOffWaitTime != 0);
        if (!goesOn) {
            onTimeCounts = on;
            int tenths = onTimeCounts ? newOnTime : newOffWaitTime;
            boolean counts = timed && tenths != 0 && tenths != FOREVER;
            deadline = counts ? nowMillis + (long) tenths * TENTH_MILLIS : NEVER;
        }
    }

    private void expire(long nowMillis) {
        if (nowMillis < deadline) {
            return;
        }
        deadline = NEVER;
        timed = false;
        if (onTimeCounts) {
            turn(false, nowMillis);
        }
        count(0, 0, nowMillis);
    }

    private void setGlobalSceneControl(boolean wanted) {
        if (globalSceneControl != wanted) {
            globalSceneControl = wanted;
            changed(OnOffSpec.ATTR_GLOBAL_SCENE_CONTROL);
        }
    }
}
