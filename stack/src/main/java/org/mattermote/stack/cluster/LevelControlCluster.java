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
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Level Control with the features OnOff and Lighting (Matter application clusters 1.6).
 *
 * <pre>
 *  state    | move command            | Stop          | On             | Off             | end
 *  rest     | moving, moving with     | -             | fade on from   | fade off        | -
 *           | on/off                  |               | MinLevel       |                 |
 *  moving   | moving, moving with     | rest          | fade on from   | fade off        | rest
 *           | on/off                  |               | MinLevel       |                 |
 *  moving   | as moving               | rest          | as moving      | fade off        | rest; Off
 *  with     |                         |               |                |                 | at
 *  on/off   |                         |               |                |                 | MinLevel
 *  fade on  | as moving               | rest          | -              | fade off, keeps | rest
 *           |                         |               |                | its target      |
 *  fade off | as moving               | rest, as at   | fade on from   | -               | rest
 *           |                         | the end       | where it is    |                 | *
 *  * at the level before the fade where OnLevel is null
 * </pre>
 *
 * What takes no time is at its end at once. A command without on/off does nothing while OnOff is
 * false, unless ExecuteIfOff is set; a command with on/off whose target is above MinLevel switches
 * on first, and a MoveToLevelWithOnOff of a dark lamp sets out from MinLevel.
 *
 * <p>Changes are marked less often than they happen (quality Q): CurrentLevel once a second and at
 * the end of a transition; RemainingTime when a command changes it by more than one second, and
 * when it becomes 0, unless it was less than a second all the time. The level is stored one second
 * after it came to rest.
 */
public final class LevelControlCluster extends Cluster implements OnOffFollower, SceneAttributes {
    private static final int[] ATTRIBUTES = {
        LevelControlSpec.ATTR_CURRENT_LEVEL,
        LevelControlSpec.ATTR_REMAINING_TIME,
        LevelControlSpec.ATTR_MIN_LEVEL,
        LevelControlSpec.ATTR_MAX_LEVEL,
        LevelControlSpec.ATTR_OPTIONS,
        LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME,
        LevelControlSpec.ATTR_ON_LEVEL,
        LevelControlSpec.ATTR_ON_TRANSITION_TIME,
        LevelControlSpec.ATTR_OFF_TRANSITION_TIME,
        LevelControlSpec.ATTR_DEFAULT_MOVE_RATE,
        LevelControlSpec.ATTR_START_UP_CURRENT_LEVEL,
    };

    private static final int[] COMMANDS = {
        LevelControlSpec.CMD_MOVE_TO_LEVEL,
        LevelControlSpec.CMD_MOVE,
        LevelControlSpec.CMD_STEP,
        LevelControlSpec.CMD_STOP,
        LevelControlSpec.CMD_MOVE_TO_LEVEL_WITH_ON_OFF,
        LevelControlSpec.CMD_MOVE_WITH_ON_OFF,
        LevelControlSpec.CMD_STEP_WITH_ON_OFF,
        LevelControlSpec.CMD_STOP_WITH_ON_OFF,
    };

    /** Greatest values of the fields by tag; those with on/off have the same. */
    private static final int[] MOVE_TO_LEVEL_FIELDS = {254, 0xFFFE, 0xFF, 0xFF};

    private static final int[] MOVE_FIELDS = {0xFF, 0xFE, 0xFF, 0xFF};
    private static final int[] STEP_FIELDS = {0xFF, 0xFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] STOP_FIELDS = {0xFF, 0xFF};
    private static final int NO_NULLABLE_FIELD = -1;
    private static final int NULL = LevelSettings.NULL;

    private static final int REST = 0;
    private static final int MOVING = 1;
    private static final int MOVING_WITH_ON_OFF = 2;
    private static final int FADE_ON = 3;
    private static final int FADE_OFF = 4;

    private static final int MAX_U16 = 0xFFFF;
    private static final int TENTH_MILLIS = 100;
    private static final int SECOND_MILLIS = 1000;

    /** A change of RemainingTime that is worth a report, 1/10 s. */
    private static final int REMAINING_TIME_STEP = 10;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_LEVEL = 1;
    private static final int TAG_SETTINGS = 2;

    /** ms without a change of level before it is stored. */
    private static final int QUIET_MILLIS = 1000;

    /** ms between attempts to store a level the store refused. */
    private static final int RETRY_MILLIS = 10000;

    private final int endpointId;
    private final int minLevel;
    private final int maxLevel;
    private final OnOffCluster onOff;
    private final LevelHook hook;
    private final StoredRecord record;
    private final LevelSettings settings = new LevelSettings();
    private final LevelTransition transition = new LevelTransition();

    /** Fields of the command being run. */
    private final FieldTable fields;

    private int state;

    /** CurrentLevel after a fade off; NULL: where the fade ends. */
    private int levelAfter = NULL;

    private EndpointScenes scenes;

    /** Whether it is this cluster that switches On/Off. */
    private boolean switching;

    /** What the hook was told last. */
    private int shownLevel;

    private boolean shownMoving;

    /** CurrentLevel and time when it was last marked as changed. */
    private int reportedLevel;

    private long reportedAt;

    /** Whether that RemainingTime becomes 0 is worth a report. */
    private boolean showsTime;

    private int storedLevel;
    private long storeAt = NEVER;

    /**
     * Restores level and settings and applies StartUpCurrentLevel; MaxLevel when nothing is stored.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     * @param minLevel MinLevel, 1..maxLevel; lamps: 1
     * @param maxLevel MaxLevel, ..254; lamps: 254
     * @param onOff On/Off of the same endpoint; it is made first, and from now on moves this one
     * @param bootReason BOOT_REASON constant of {@code GeneralDiagnosticsSpec}: StartUpCurrentLevel
     *     is not applied after a software update
     */
    public LevelControlCluster(
            int endpoint,
            int minLevel,
            int maxLevel,
            OnOffCluster onOff,
            LevelHook hook,
            ClusterWorkspace workspace,
            LogPort log,
            int bootReason) {
        super(
                new LevelControlSpec(),
                LevelControlSpec.FEATURE_ON_OFF | LevelControlSpec.FEATURE_LIGHTING,
                ATTRIBUTES,
                COMMANDS);
        this.endpointId = endpoint;
        this.minLevel = minLevel;
        this.maxLevel = maxLevel;
        this.onOff = onOff;
        this.hook = hook;
        record =
                new StoredRecord(workspace.records, log, StoreKeys.level(endpoint), RECORD_VERSION);
        fields = workspace.fields;
        storedLevel = maxLevel;
        restore();
        int level = storedLevel;
        int startUp = settings.value(LevelControlSpec.ATTR_START_UP_CURRENT_LEVEL);
        if (bootReason != GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED
                && startUp != NULL) {
            level = startUp;
        }
        transition.rest(clip(level));
        reportedLevel = clip(level);
        onOff.follow(this);
    }

    private void restore() {
        if (record.open() != PortStatus.OK) {
            return;
        }
        TlvReader reader = record.reader();
        int level = reader.find(TAG_LEVEL) == CodecStatus.OK ? reader.u8() : CodecStatus.NOT_FOUND;
        if (level < 0 || !settings.takeAll(TAG_SETTINGS, reader)) {
            record.reject(PortStatus.DAMAGED);
        } else {
            storedLevel = level;
        }
        record.close();
    }

    /** Shows the restored level to the hook. Once, at boot. */
    public void start() {
        shownLevel = onOff.isOn() ? transition.target() : 0;
        hook.level(endpointId, shownLevel, false);
    }

    /** CurrentLevel, whether it can be seen or not. */
    public int level(long nowMillis) {
        return transition.level(nowMillis);
    }

    /** CurrentLevel where the color temperature is to follow it, 0 where it is not. */
    int coupledLevel(long nowMillis) {
        int options = settings.value(LevelControlSpec.ATTR_OPTIONS);
        boolean coupled = (options & LevelControlSpec.OPTIONS_COUPLE_COLOR_TEMP_TO_LEVEL) != 0;
        return coupled ? transition.level(nowMillis) : 0;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case LevelControlSpec.ATTR_CURRENT_LEVEL:
                out.putUnsigned(in.tag, transition.level(in.nowMillis));
                return ImStatus.SUCCESS;
            case LevelControlSpec.ATTR_REMAINING_TIME:
                out.putUnsigned(in.tag, remaining(in.nowMillis));
                return ImStatus.SUCCESS;
            case LevelControlSpec.ATTR_MIN_LEVEL:
                out.putUnsigned(in.tag, minLevel);
                return ImStatus.SUCCESS;
            case LevelControlSpec.ATTR_MAX_LEVEL:
                out.putUnsigned(in.tag, maxLevel);
                return ImStatus.SUCCESS;
            default:
                if (!settings.holds(attribute)) {
                    return ImStatus.UNSUPPORTED_ATTRIBUTE;
                }
                settings.read(attribute, in.tag, out);
                return ImStatus.SUCCESS;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (!settings.holds(attribute)) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int wanted = settings.parse(attribute, value);
        if (wanted < 0) {
            return CommandFields.writeStatus(wanted);
        }
        if (wanted != NULL && !isInRange(attribute, wanted)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int before = settings.value(attribute);
        if (wanted == before) {
            return ImStatus.SUCCESS;
        }
        settings.set(attribute, wanted);
        if (store(in.nowMillis) != PortStatus.OK) {
            settings.set(attribute, before);
            return ImStatus.FAILURE;
        }
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    private boolean isInRange(int attribute, int value) {
        switch (attribute) {
            case LevelControlSpec.ATTR_ON_LEVEL:
                return value >= minLevel && value <= maxLevel;
            case LevelControlSpec.ATTR_DEFAULT_MOVE_RATE:
                return value > 0;
            default:
                return true;
        }
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        // A transition that is over is not what this command interrupts.
        finishIfDue(in.nowMillis);
        switch (command) {
            case LevelControlSpec.CMD_MOVE_TO_LEVEL:
            case LevelControlSpec.CMD_MOVE_TO_LEVEL_WITH_ON_OFF:
                return moveToLevel(
                        command == LevelControlSpec.CMD_MOVE_TO_LEVEL_WITH_ON_OFF, in, from);
            case LevelControlSpec.CMD_MOVE:
            case LevelControlSpec.CMD_MOVE_WITH_ON_OFF:
                return move(command == LevelControlSpec.CMD_MOVE_WITH_ON_OFF, in, from);
            case LevelControlSpec.CMD_STEP:
            case LevelControlSpec.CMD_STEP_WITH_ON_OFF:
                return step(command == LevelControlSpec.CMD_STEP_WITH_ON_OFF, in, from);
            case LevelControlSpec.CMD_STOP:
            case LevelControlSpec.CMD_STOP_WITH_ON_OFF:
                return stop(command == LevelControlSpec.CMD_STOP_WITH_ON_OFF, in, from);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int moveToLevel(boolean withOnOff, CommandInvocation in, TlvReader from) {
        int status =
                take(from, MOVE_TO_LEVEL_FIELDS, LevelControlSpec.MOVE_TO_LEVEL_TRANSITION_TIME);
        if (status != ImStatus.SUCCESS
                || !mayRun(withOnOff, LevelControlSpec.MOVE_TO_LEVEL_OPTIONS_MASK)) {
            return status;
        }
        int tenths = field(LevelControlSpec.MOVE_TO_LEVEL_TRANSITION_TIME);
        if (tenths == NULL) {
            tenths = settings.value(LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME);
        }
        int target = clip(field(LevelControlSpec.MOVE_TO_LEVEL_LEVEL));
        // Where a dark lamp once was is not to be seen on the way.
        boolean dark = !onOff.isOn() && state != FADE_OFF;
        int level =
                withOnOff && dark && target > minLevel && tenths > 0
                        ? minLevel
                        : transition.level(in.nowMillis);
        run(withOnOff, level, target, (long) tenths * TENTH_MILLIS, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    private int move(boolean withOnOff, CommandInvocation in, TlvReader from) {
        int status = take(from, MOVE_FIELDS, LevelControlSpec.MOVE_RATE);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        int mode = field(LevelControlSpec.MOVE_MOVE_MODE);
        int rate = field(LevelControlSpec.MOVE_RATE);
        if (mode > LevelControlSpec.MOVE_MODE_DOWN || rate == 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!mayRun(withOnOff, LevelControlSpec.MOVE_OPTIONS_MASK)) {
            return ImStatus.SUCCESS;
        }
        if (rate == NULL) {
            rate = settings.value(LevelControlSpec.ATTR_DEFAULT_MOVE_RATE);
        }
        int level = transition.level(in.nowMillis);
        int target = mode == LevelControlSpec.MOVE_MODE_UP ? maxLevel : minLevel;
        long millis =
                rate == NULL
                        ? 0
                        : (long) LevelTransition.distance(target, level) * SECOND_MILLIS / rate;
        run(withOnOff, level, target, millis, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    private int step(boolean withOnOff, CommandInvocation in, TlvReader from) {
        int status = take(from, STEP_FIELDS, LevelControlSpec.STEP_TRANSITION_TIME);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        int mode = field(LevelControlSpec.STEP_STEP_MODE);
        int size = field(LevelControlSpec.STEP_STEP_SIZE);
        if (mode > LevelControlSpec.STEP_MODE_DOWN || size == 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!mayRun(withOnOff, LevelControlSpec.STEP_OPTIONS_MASK)) {
            return ImStatus.SUCCESS;
        }
        int tenths = field(LevelControlSpec.STEP_TRANSITION_TIME);
        int level = transition.level(in.nowMillis);
        int target = clip(mode == LevelControlSpec.STEP_MODE_UP ? level + size : level - size);
        long millis = 0;
        if (tenths != NULL) {
            // A shorter step takes less time.
            millis = (long) tenths * TENTH_MILLIS * LevelTransition.distance(target, level) / size;
        }
        run(withOnOff, level, target, millis, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    private int stop(boolean withOnOff, CommandInvocation in, TlvReader from) {
        int status = take(from, STOP_FIELDS, NO_NULLABLE_FIELD);
        if (status != ImStatus.SUCCESS
                || state == REST
                || !mayRun(withOnOff, LevelControlSpec.STOP_OPTIONS_MASK)) {
            return status;
        }
        sceneAttributeChanged();
        if (state == FADE_OFF) {
            finish(true, in.nowMillis);
        } else {
            land(transition.level(in.nowMillis), true, in.nowMillis);
        }
        return ImStatus.SUCCESS;
    }

    /**
     * Reads the fields of a command.
     *
     * @param maxima greatest values by tag
     * @param nullable tag of the field that may be null
     * @return SUCCESS, INVALID_COMMAND or CONSTRAINT_ERROR
     */
    private int take(TlvReader from, int[] maxima, int nullable) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int least = 0;
        for (int tag = 0; tag < maxima.length; tag++) {
            if (tag != nullable || !fields.isNull(tag)) {
                least = Math.min(least, fields.unsigned(tag, maxima[tag]));
            }
        }
        return least == 0 ? ImStatus.SUCCESS : CommandFields.status(CodecStatus.END, least);
    }

    /** A field that was taken; NULL where it is null. */
    private int field(int tag) {
        return fields.isNull(tag) ? NULL : (int) fields.value(tag);
    }

    /** Whether a command acts now; OptionsOverride follows OptionsMask. */
    private boolean mayRun(boolean withOnOff, int maskField) {
        int mask = field(maskField);
        int options =
                settings.value(LevelControlSpec.ATTR_OPTIONS) & ~mask | field(maskField + 1) & mask;
        return withOnOff
                || onOff.isOn()
                || (options & LevelControlSpec.OPTIONS_EXECUTE_IF_OFF) != 0;
    }

    private void run(boolean withOnOff, int level, int target, long millis, long nowMillis) {
        if (withOnOff && target > minLevel) {
            switchOnOff(true, nowMillis);
        }
        begin(withOnOff ? MOVING_WITH_ON_OFF : MOVING, level, target, millis, nowMillis);
    }

    @Override
    public void onOff(boolean on, long nowMillis) {
        if (switching) {
            return;
        }
        // The transition may be over and not yet finished; that it ends Off must not undo an On.
        int level = transition.level(nowMillis);
        int onLevel = settings.value(LevelControlSpec.ATTR_ON_LEVEL);
        if (on) {
            int before = state == FADE_OFF && levelAfter != NULL ? levelAfter : level;
            begin(
                    FADE_ON,
                    state == FADE_OFF ? level : minLevel,
                    onLevel == NULL ? before : clip(onLevel),
                    fadeMillis(LevelControlSpec.ATTR_ON_TRANSITION_TIME),
                    nowMillis);
        } else {
            int before = state == FADE_ON ? transition.target() : level;
            levelAfter = onLevel == NULL ? before : NULL;
            begin(
                    FADE_OFF,
                    level,
                    minLevel,
                    fadeMillis(LevelControlSpec.ATTR_OFF_TRANSITION_TIME),
                    nowMillis);
        }
    }

    @Override
    public void joinScenes(EndpointScenes endpointScenes) {
        scenes = endpointScenes;
    }

    private void sceneAttributeChanged() {
        if (scenes != null) {
            scenes.sceneAttributeChanged();
        }
    }

    @Override
    public int sceneValue(int attribute, long nowMillis) {
        return transition.level(nowMillis);
    }

    @Override
    public int nearestSceneValue(int attribute, int value) {
        return clip(value);
    }

    /** Switches On/Off as well, for the sake of the way from dark to light and back. */
    @Override
    public void recallScene(Scene scene, long transitionMillis, long nowMillis) {
        finishIfDue(nowMillis);
        int level = transition.level(nowMillis);
        int stored = scene.value(LevelControlSpec.ID, LevelControlSpec.ATTR_CURRENT_LEVEL);
        int wantedOn = scene.value(OnOffSpec.ID, OnOffSpec.ATTR_ON_OFF);
        boolean wasOn = onOff.isOn();
        boolean fadesOff = state == FADE_OFF;
        int after = fadesOff && levelAfter != NULL ? levelAfter : level;
        int target = stored == NO_VALUE ? after : clip(stored);
        if (wantedOn != NO_VALUE) {
            switchOnOff(wantedOn != 0, nowMillis);
        }
        if (onOff.isOn()) {
            int from = wasOn || fadesOff ? level : minLevel;
            begin(wasOn ? MOVING : FADE_ON, from, target, transitionMillis, nowMillis);
        } else if (wasOn) {
            levelAfter = target;
            begin(FADE_OFF, level, minLevel, transitionMillis, nowMillis);
        } else if (fadesOff) {
            levelAfter = target;
        } else {
            begin(MOVING, target, target, 0, nowMillis);
        }
    }

    private long fadeMillis(int attribute) {
        int tenths = settings.value(attribute);
        if (tenths == NULL) {
            tenths = settings.value(LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME);
        }
        return (long) tenths * TENTH_MILLIS;
    }

    private void switchOnOff(boolean on, long nowMillis) {
        switching = true;
        onOff.setOn(on, nowMillis);
        switching = false;
    }

    @Override
    public long poll(long nowMillis) {
        finishIfDue(nowMillis);
        if (state != REST) {
            int level = transition.level(nowMillis);
            show(level);
            if (level != reportedLevel && nowMillis - reportedAt >= SECOND_MILLIS) {
                report(level, nowMillis);
            }
            return transition.next(nowMillis);
        }
        if (nowMillis >= storeAt) {
            store(nowMillis);
        }
        return storeAt;
    }

    private void begin(int newState, int level, int target, long millis, long nowMillis) {
        int remainingBefore = remaining(nowMillis);
        if (state == REST) {
            reportedAt = nowMillis;
        }
        if (state != REST || target != transition.target()) {
            sceneAttributeChanged();
        }
        state = newState;
        transition.begin(level, target, millis, nowMillis);
        if (nowMillis >= transition.end()) {
            finish(remainingBefore > 0, nowMillis);
            return;
        }
        int remaining = remaining(nowMillis);
        if (LevelTransition.distance(remaining, remainingBefore) > REMAINING_TIME_STEP) {
            changed(LevelControlSpec.ATTR_REMAINING_TIME);
            showsTime = true;
        } else if (remainingBefore == 0) {
            showsTime = millis >= SECOND_MILLIS;
        }
        show(level);
    }

    private void finishIfDue(long nowMillis) {
        if (state != REST && nowMillis >= transition.end()) {
            finish(true, nowMillis);
        }
    }

    /**
     * @param timed whether RemainingTime becomes 0 by this
     */
    private void finish(boolean timed, long nowMillis) {
        int level = transition.target();
        if (state == MOVING_WITH_ON_OFF && level == minLevel) {
            switchOnOff(false, nowMillis);
        }
        if (state == FADE_OFF && levelAfter != NULL) {
            level = levelAfter;
        }
        land(level, timed, nowMillis);
    }

    private void land(int level, boolean timed, long nowMillis) {
        state = REST;
        transition.rest(level);
        show(level);
        if (level != reportedLevel) {
            report(level, nowMillis);
        }
        if (timed && showsTime) {
            changed(LevelControlSpec.ATTR_REMAINING_TIME);
        }
        storeAt = level == storedLevel ? NEVER : nowMillis + QUIET_MILLIS;
    }

    private int remaining(long nowMillis) {
        // A scene may take longer than the attribute can tell.
        return state == REST ? 0 : Math.min(MAX_U16, transition.remaining(nowMillis));
    }

    private void report(int level, long nowMillis) {
        reportedLevel = level;
        reportedAt = nowMillis;
        changed(LevelControlSpec.ATTR_CURRENT_LEVEL);
    }

    private void show(int level) {
        int visible = onOff.isOn() || state == FADE_OFF ? level : 0;
        boolean moving = state != REST && visible != 0;
        if (visible != shownLevel || shownMoving && !moving) {
            shownLevel = visible;
            shownMoving = moving;
            hook.level(endpointId, visible, moving);
        }
    }

    /** Stores the settings, and the level where it rests; OK or what the store answered. */
    private int store(long nowMillis) {
        int level = state == REST ? transition.target() : storedLevel;
        TlvWriter out = record.begin();
        out.putUnsigned(TAG_LEVEL, level);
        settings.putAll(TAG_SETTINGS, out);
        int status = record.commit();
        if (status == PortStatus.OK) {
            storedLevel = level;
            storeAt = NEVER;
        } else {
            storeAt = record.damaged() || storeAt == NEVER ? NEVER : nowMillis + RETRY_MILLIS;
        }
        return status;
    }

    private int clip(int level) {
        return Math.max(minLevel, Math.min(maxLevel, level));
    }
}
