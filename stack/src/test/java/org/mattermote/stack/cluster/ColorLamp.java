package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;

/** A lamp of all features that is on, on an endpoint of its own, in virtual time. */
final class ColorLamp implements ColorHook {
    static final int KEY = 0x5001;
    static final long NULL = Long.MIN_VALUE;
    static final int POWER_ON = GeneralDiagnosticsSpec.BOOT_REASON_POWER_ON_REBOOT;
    static final int ALL_FEATURES = 0x1F;
    static final int HUE = ColorControlSpec.ATTR_CURRENT_HUE;
    static final int SATURATION = ColorControlSpec.ATTR_CURRENT_SATURATION;
    static final int X = ColorControlSpec.ATTR_CURRENT_X;
    static final int Y = ColorControlSpec.ATTR_CURRENT_Y;
    static final int MIREDS = ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS;
    static final int ENHANCED_HUE = ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE;
    static final int MODE = ColorControlSpec.ATTR_COLOR_MODE;
    static final int ENHANCED_MODE = ColorControlSpec.ATTR_ENHANCED_COLOR_MODE;
    static final int REMAINING = ColorControlSpec.ATTR_REMAINING_TIME;
    static final int OPTIONS = ColorControlSpec.ATTR_OPTIONS;
    static final int START_UP = ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS;

    /** MoveMode and StepMode. */
    static final int STOP = 0;

    static final int UP = 1;
    static final int DOWN = 3;

    final Fakes.Store store = new Fakes.Store();
    final Fakes.Log log = new Fakes.Log();

    /** Each color the hardware was told: mode, two values, 1 while it moves. */
    final List<List<Integer>> shown = new ArrayList<>();

    OnOffCluster onOff;
    LevelControlCluster level;
    ColorControlCluster cluster;
    long now = 100_000;

    ColorLamp() {
        boot(POWER_ON);
        onOff.setOn(true, now);
    }

    void boot(int reason) {
        boot(
                new ColorCapabilities(
                        ALL_FEATURES,
                        153,
                        500,
                        200,
                        new int[] {45000, 19600, 254, 11000, 45000, 200, 9000, 3000, 60}),
                reason);
    }

    void boot(ColorCapabilities can, int reason) {
        ClusterWorkspace workspace = Fakes.workspace(store);
        onOff = new OnOffCluster(1, new Fakes.Lamp(), workspace, log, reason);
        level =
                new LevelControlCluster(
                        1, 1, 254, onOff, (endpoint, l, moving) -> {}, workspace, log, reason);
        cluster = new ColorControlCluster(1, can, onOff, level, this, workspace, log, reason);
        Fakes.node(onOff, level, cluster);
        onOff.start();
        level.start();
        cluster.start();
    }

    void reboot() {
        boot(POWER_ON);
    }

    @Override
    public void hueSaturation(int endpoint, int hue, int saturation, boolean moving) {
        shown.add(List.of(0, hue, saturation, moving ? 1 : 0));
    }

    @Override
    public void xy(int endpoint, int x, int y, boolean moving) {
        shown.add(List.of(1, x, y, moving ? 1 : 0));
    }

    @Override
    public void colorTemperature(int endpoint, int mireds, boolean moving) {
        shown.add(List.of(2, mireds, 0, moving ? 1 : 0));
    }

    /** Fields of a command; those of MoveColor and StepColor that have a sign are written so. */
    static TlvReader fields(int command, long... values) {
        boolean signed =
                command == ColorControlSpec.CMD_MOVE_COLOR
                        || command == ColorControlSpec.CMD_STEP_COLOR;
        return Fakes.fields(
                out -> {
                    for (int i = 0; i < values.length; i++) {
                        if (values[i] == NULL) {
                            out.putNull(i);
                        } else if (signed && i < 2) {
                            out.putSigned(i, values[i]);
                        } else {
                            out.putUnsigned(i, values[i]);
                        }
                    }
                });
    }

    int invoke(int command, long... values) {
        return Fakes.invoke(cluster, command, fields(command, values), now);
    }

    /** A command with neither mask nor override set. */
    void run(int command, long... values) {
        long[] all = Arrays.copyOf(values, values.length + 2);
        assertEquals(ImStatus.SUCCESS, invoke(command, all));
    }

    int write(Cluster to, int attribute, long value) {
        TlvReader element =
                Fakes.element(
                        out -> {
                            if (value == NULL) {
                                out.putNull(2);
                            } else {
                                out.putUnsigned(2, value);
                            }
                        });
        return Fakes.write(to, attribute, element, now);
    }

    long attribute(int attribute) {
        TlvReader value = Fakes.read(cluster, attribute, now);
        return value.isNull() ? NULL : value.value();
    }

    int stamp(int attribute) {
        return cluster.changeStamp(attribute);
    }

    /** Follows the deadlines up to a time, as the main loop does; the number of polls. */
    int until(long time) {
        int polls = 1;
        long next = poll();
        while (next <= time) {
            assertTrue(next > now, "a deadline in the past");
            now = next;
            polls++;
            next = poll();
        }
        now = time;
        return polls;
    }

    private long poll() {
        return Math.min(onOff.poll(now), Math.min(level.poll(now), cluster.poll(now)));
    }

    int pass(long millis) {
        return until(now + millis);
    }

    List<Integer> lastShown() {
        return shown.get(shown.size() - 1);
    }
}
