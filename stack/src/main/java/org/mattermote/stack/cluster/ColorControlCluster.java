package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Color Control (Matter application clusters 3.2), with the features its light has.
 *
 * <pre>
 *  state  | command that takes time, | command that takes | Stop     | end of the ways
 *         | or has no end            | no time            |          |
 *  rest   | moving                   | rest, reported     | -        | -
 *  moving | moving                   | as the rest of the | rest,    | rest, reported
 *         |                          | ways               | reported |
 * </pre>
 *
 * What moves how is said at {@link ColorMotion}. The values of modes other than the present one
 * keep what they were; a command that changes the mode sets out from the color that is shown.
 *
 * <p>Changes are marked less often than they happen (quality Q): the values once a second and at
 * the end of a transition; RemainingTime when it becomes 0, and when a command changes it by more
 * than one second; never for a transition below that. The color is stored one second after it came
 * to rest, that of the color loop never.
 */
public final class ColorControlCluster extends Cluster implements SceneAttributes {
    private static final int SECOND_MILLIS = 1000;

    /** A change of RemainingTime that is worth a report, 1/10 s. */
    private static final int REMAINING_TIME_STEP = 10;

    private static final int MAX_HUE = 254;
    private static final int MAX_LEVEL = 254;

    private static final int RECORD_VERSION = 1;

    /** ms without a change of color before it is stored. */
    private static final int QUIET_MILLIS = 1000;

    /** ms between attempts to store what the store refused. */
    private static final int RETRY_MILLIS = 10000;

    private final int endpointId;
    private final ColorCapabilities can;
    private final OnOffCluster onOff;
    private final LevelControlCluster level;
    private final ColorHook hook;
    private final ColorMotion color;
    private final ColorMemory memory;
    private final ColorCommands commands;
    private EndpointScenes scenes;

    /** Level the color temperature followed last, 0 when it does not follow. */
    private int followedLevel;

    private boolean moving;

    /** What the hook was told last. */
    private int shownMode = -1;

    private int shownFirst;
    private int shownSecond;
    private boolean shownMoving;

    /** Values and time when they were last marked as changed. */
    private int reportedHue;

    private int reportedSaturation;
    private int reportedX;
    private int reportedY;
    private int reportedMireds;
    private long reportedAt;

    /** Whether RemainingTime was last marked as changed with a value other than 0. */
    private boolean remainingReported;

    private long storeAt = NEVER;

    /**
     * Restores color and settings and applies StartUpColorTemperatureMireds; the specification's
     * white when nothing is stored.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     * @param onOff On/Off of the same endpoint
     * @param level Level Control of the same endpoint, which the color temperature can be coupled
     *     to; null when there is none
     * @param bootReason BOOT_REASON constant of {@code GeneralDiagnosticsSpec}:
     *     StartUpColorTemperatureMireds is not applied after a software update
     */
    public ColorControlCluster(
            int endpoint,
            ColorCapabilities can,
            OnOffCluster onOff,
            LevelControlCluster level,
            ColorHook hook,
            ClusterWorkspace workspace,
            LogPort log,
            int bootReason) {
        super(
                new ColorControlSpec(),
                can.features,
                ColorElements.attributes(can),
                ColorElements.commands(can));
        this.endpointId = endpoint;
        this.can = can;
        this.onOff = onOff;
        this.level = level;
        this.hook = hook;
        color = new ColorMotion(can.minMireds, can.maxMireds);
        commands = new ColorCommands(color, workspace.fields);
        memory =
                new ColorMemory(
                        new StoredRecord(
                                workspace.records, log, StoreKeys.color(endpoint), RECORD_VERSION),
                        can,
                        color);
        memory.restore();
        if (bootReason != GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED
                && memory.startUp != ColorMemory.PREVIOUS
                && can.hasMode(ColorMotion.TEMPERATURE)) {
            color.mireds.rest(color.clipMireds(memory.startUp));
            color.restoreMode(ColorMotion.TEMPERATURE);
        }
        moving = color.isMoving(0);
        takeValues(0);
        followedLevel = level == null ? 0 : level.coupledLevel(0);
    }

    /** Shows the restored color to the hook. Once, at boot. */
    public void start() {
        show(0);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        int value = value(attribute, in.nowMillis);
        if (value < 0) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        if (value == ColorMemory.PREVIOUS
                && attribute == ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS) {
            out.putNull(in.tag);
        } else {
            out.putUnsigned(in.tag, value);
        }
        return ImStatus.SUCCESS;
    }

    /** An attribute's value, −1 for none. */
    private int value(int attribute, long nowMillis) {
        switch (attribute) {
            case ColorControlSpec.ATTR_CURRENT_HUE:
                return coarse(color.hue(nowMillis));
            case ColorControlSpec.ATTR_CURRENT_SATURATION:
                return color.saturation.level(nowMillis);
            case ColorControlSpec.ATTR_REMAINING_TIME:
                return color.remaining(nowMillis);
            case ColorControlSpec.ATTR_CURRENT_X:
                return color.x.level(nowMillis);
            case ColorControlSpec.ATTR_CURRENT_Y:
                return color.y.level(nowMillis);
            case ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS:
                return color.mireds.level(nowMillis);
            case ColorControlSpec.ATTR_COLOR_MODE:
                return colorMode(color.mode());
            case ColorControlSpec.ATTR_OPTIONS:
                return memory.options;
            case ColorControlSpec.ATTR_NUMBER_OF_PRIMARIES:
                return ColorElements.primaryCount(can);
            case ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE:
                return color.hue(nowMillis);
            case ColorControlSpec.ATTR_ENHANCED_COLOR_MODE:
                return color.mode();
            case ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE:
            case ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION:
            case ColorControlSpec.ATTR_COLOR_LOOP_TIME:
            case ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE:
            case ColorControlSpec.ATTR_COLOR_LOOP_STORED_ENHANCED_HUE:
                return color.loop.value(attribute);
            case ColorControlSpec.ATTR_COLOR_CAPABILITIES:
                return can.features;
            case ColorControlSpec.ATTR_COLOR_TEMP_PHYSICAL_MIN_MIREDS:
                return can.minMireds;
            case ColorControlSpec.ATTR_COLOR_TEMP_PHYSICAL_MAX_MIREDS:
                return can.maxMireds;
            case ColorControlSpec.ATTR_COUPLE_COLOR_TEMP_TO_LEVEL_MIN_MIREDS:
                return can.coupleMinMireds;
            case ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS:
                return memory.startUp;
            default:
                return ColorElements.primary(can, attribute);
        }
    }

    private static int coarse(int hue) {
        return Math.min(MAX_HUE, hue >> 8);
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        switch (attribute) {
            case ColorControlSpec.ATTR_OPTIONS:
                return writeOptions(in, value);
            case ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS:
                return writeStartUp(in, value);
            default:
                return ImStatus.UNSUPPORTED_WRITE;
        }
    }

    private int writeOptions(AttributeWrite in, TlvReader value) {
        int wanted = value.unsignedInt(ColorControlSpec.OPTIONS_EXECUTE_IF_OFF);
        if (wanted < 0) {
            return CommandFields.writeStatus(wanted);
        }
        int before = memory.options;
        if (wanted == before) {
            return ImStatus.SUCCESS;
        }
        memory.options = wanted;
        if (store(in.nowMillis) != PortStatus.OK) {
            memory.options = before;
            return ImStatus.FAILURE;
        }
        changed(ColorControlSpec.ATTR_OPTIONS);
        return ImStatus.SUCCESS;
    }

    private int writeStartUp(AttributeWrite in, TlvReader value) {
        int wanted = ColorMemory.PREVIOUS;
        if (!value.isNull()) {
            wanted = value.unsignedInt(ColorMemory.MAX_MIREDS);
            if (wanted < 0) {
                return CommandFields.writeStatus(wanted);
            }
            if (wanted == ColorMemory.PREVIOUS) {
                return ImStatus.CONSTRAINT_ERROR;
            }
        }
        int before = memory.startUp;
        if (wanted == before) {
            return ImStatus.SUCCESS;
        }
        memory.startUp = wanted;
        if (store(in.nowMillis) != PortStatus.OK) {
            memory.startUp = before;
            return ImStatus.FAILURE;
        }
        changed(ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS);
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        // Ways that are over, and a level that changed, come before the command.
        settle(in.nowMillis);
        int status = commands.take(command, from);
        if (status != ImStatus.SUCCESS || !mayRun()) {
            return status;
        }
        int modeBefore = color.mode();
        int remainingBefore = color.remaining(in.nowMillis);
        commands.run(command, in.nowMillis);
        moved(modeBefore, remainingBefore, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    /** Whether a command acts now; OptionsOverride follows OptionsMask. */
    private boolean mayRun() {
        int mask = commands.optionsMask();
        int effective = memory.options & ~mask | commands.optionsOverride() & mask;
        return onOff.isOn() || (effective & ColorControlSpec.OPTIONS_EXECUTE_IF_OFF) != 0;
    }

    @Override
    public long poll(long nowMillis) {
        settle(nowMillis);
        long next = NEVER;
        if (moving) {
            show(nowMillis);
            next = color.next(nowMillis);
        }
        if (isUnreported(nowMillis)) {
            if (nowMillis - reportedAt >= SECOND_MILLIS) {
                report(nowMillis);
            } else {
                next = Math.min(next, reportedAt + SECOND_MILLIS);
            }
        }
        // What is on its way is stored when it is there.
        if (!moving || color.isLooping()) {
            if (nowMillis >= storeAt) {
                store(nowMillis);
            }
            next = Math.min(next, storeAt);
        }
        return next;
    }

    /** Ends what is over, and lets the color temperature follow the level. */
    private void settle(long nowMillis) {
        if (moving && !color.isMoving(nowMillis)) {
            moving = false;
            land(nowMillis);
        }
        int followed = followedLevel;
        followedLevel = level == null ? 0 : level.coupledLevel(nowMillis);
        if (followedLevel != followed
                && followedLevel != 0
                && followed != 0
                && color.mode() == ColorMotion.TEMPERATURE) {
            int range = can.maxMireds - can.coupleMinMireds;
            color.mireds.rest(can.maxMireds - range * (followedLevel - 1) / (MAX_LEVEL - 1));
            moving = false;
            reportRemaining(0, nowMillis);
            show(nowMillis);
        }
    }

    /** Follows what a command or a scene did to the color. */
    private void moved(int modeBefore, int remainingBefore, long nowMillis) {
        boolean wasMoving = moving;
        moving = color.isMoving(nowMillis);
        boolean other = markMode(modeBefore);
        other |= markLoop();
        if (other) {
            storeAt = nowMillis + QUIET_MILLIS;
        }
        if (scenes != null && (other || moving || wasMoving || isUnreported(nowMillis))) {
            scenes.sceneAttributeChanged();
        }
        if (moving) {
            if (!wasMoving) {
                reportedAt = nowMillis;
            }
            reportRemaining(remainingBefore, nowMillis);
            show(nowMillis);
        } else {
            land(nowMillis);
        }
    }

    private boolean markMode(int before) {
        int now = color.mode();
        if (now == before) {
            return false;
        }
        changed(ColorControlSpec.ATTR_ENHANCED_COLOR_MODE);
        if (colorMode(now) != colorMode(before)) {
            changed(ColorControlSpec.ATTR_COLOR_MODE);
        }
        return true;
    }

    /** ColorMode for an EnhancedColorMode: the hue modes are one in it. */
    private static int colorMode(int mode) {
        return mode == ColorMotion.ENHANCED_HUE ? ColorMotion.HUE : mode;
    }

    private boolean markLoop() {
        int changes = color.loop.takeChanges();
        for (int i = 0; changes >> i != 0; i++) {
            if ((changes >> i & 1) != 0) {
                changed(ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE + i);
            }
        }
        return changes != 0;
    }

    /** All rests. */
    private void land(long nowMillis) {
        reportRemaining(0, nowMillis);
        show(nowMillis);
        if (isUnreported(nowMillis)) {
            report(nowMillis);
        }
    }

    private void reportRemaining(int before, long nowMillis) {
        int remaining = color.remaining(nowMillis);
        boolean worthIt =
                remaining == 0
                        ? remainingReported
                        : LevelTransition.distance(remaining, before) > REMAINING_TIME_STEP;
        if (worthIt) {
            remainingReported = remaining != 0;
            changed(ColorControlSpec.ATTR_REMAINING_TIME);
        }
    }

    private boolean isUnreported(long nowMillis) {
        return color.hue(nowMillis) != reportedHue
                || color.saturation.level(nowMillis) != reportedSaturation
                || color.x.level(nowMillis) != reportedX
                || color.y.level(nowMillis) != reportedY
                || color.mireds.level(nowMillis) != reportedMireds;
    }

    private void report(long nowMillis) {
        int hue = reportedHue;
        int saturation = reportedSaturation;
        int x = reportedX;
        int y = reportedY;
        int mireds = reportedMireds;
        takeValues(nowMillis);
        if (hue != reportedHue) {
            changed(ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE);
        }
        if (coarse(hue) != coarse(reportedHue)) {
            changed(ColorControlSpec.ATTR_CURRENT_HUE);
        }
        if (saturation != reportedSaturation) {
            changed(ColorControlSpec.ATTR_CURRENT_SATURATION);
        }
        if (x != reportedX) {
            changed(ColorControlSpec.ATTR_CURRENT_X);
        }
        if (y != reportedY) {
            changed(ColorControlSpec.ATTR_CURRENT_Y);
        }
        if (mireds != reportedMireds) {
            changed(ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS);
        }
        reportedAt = nowMillis;
        // The hue of the color loop is not stored.
        if (!color.isLooping() || saturation != reportedSaturation) {
            storeAt = nowMillis + QUIET_MILLIS;
        }
    }

    private void takeValues(long nowMillis) {
        reportedHue = color.hue(nowMillis);
        reportedSaturation = color.saturation.level(nowMillis);
        reportedX = color.x.level(nowMillis);
        reportedY = color.y.level(nowMillis);
        reportedMireds = color.mireds.level(nowMillis);
    }

    private void show(long nowMillis) {
        int mode = colorMode(color.mode());
        int first;
        int second = 0;
        if (mode == ColorMotion.XY) {
            first = color.x.level(nowMillis);
            second = color.y.level(nowMillis);
        } else if (mode == ColorMotion.TEMPERATURE) {
            first = color.mireds.level(nowMillis);
        } else {
            first = color.hue(nowMillis);
            second = color.saturation.level(nowMillis);
        }
        if (mode == shownMode
                && first == shownFirst
                && second == shownSecond
                && moving == shownMoving) {
            return;
        }
        shownMode = mode;
        shownFirst = first;
        shownSecond = second;
        shownMoving = moving;
        if (mode == ColorMotion.XY) {
            hook.xy(endpointId, first, second, moving);
        } else if (mode == ColorMotion.TEMPERATURE) {
            hook.colorTemperature(endpointId, first, moving);
        } else {
            hook.hueSaturation(endpointId, first, second, moving);
        }
    }

    /** Stores it as it is now; OK or what the store answered. */
    private int store(long nowMillis) {
        int status = memory.store(nowMillis);
        if (status != PortStatus.OK) {
            boolean again = !memory.damaged() && storeAt != NEVER;
            storeAt = again ? nowMillis + RETRY_MILLIS : NEVER;
        } else if (!moving || color.isLooping()) {
            storeAt = NEVER;
        }
        return status;
    }

    @Override
    public void joinScenes(EndpointScenes endpointScenes) {
        scenes = endpointScenes;
    }

    @Override
    public int sceneValue(int attribute, long nowMillis) {
        return ColorScene.value(color, attribute, nowMillis);
    }

    @Override
    public int nearestSceneValue(int attribute, int value) {
        return ColorScene.nearest(can, color, attribute, value);
    }

    @Override
    public void recallScene(Scene scene, long transitionMillis, long nowMillis) {
        settle(nowMillis);
        int modeBefore = color.mode();
        int remainingBefore = color.remaining(nowMillis);
        ColorScene.recall(scene, can, color, transitionMillis, nowMillis);
        moved(modeBefore, remainingBefore, nowMillis);
    }
}
