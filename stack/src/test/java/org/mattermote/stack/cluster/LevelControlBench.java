package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.LevelControlSpec;

/** A lamp with Level Control and On/Off, told what to do at times of virtual time. */
abstract class LevelControlBench {
    static final int KEY = 0x2001;
    static final long NEVER = Cluster.NEVER;
    static final long NULL = -1;
    static final int CURRENT = LevelControlSpec.ATTR_CURRENT_LEVEL;
    static final int REMAINING = LevelControlSpec.ATTR_REMAINING_TIME;
    static final int OPTIONS = LevelControlSpec.ATTR_OPTIONS;
    static final int ON_OFF_TIME = LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME;
    static final int ON_LEVEL = LevelControlSpec.ATTR_ON_LEVEL;
    static final int ON_TIME = LevelControlSpec.ATTR_ON_TRANSITION_TIME;
    static final int OFF_TIME = LevelControlSpec.ATTR_OFF_TRANSITION_TIME;
    static final int RATE = LevelControlSpec.ATTR_DEFAULT_MOVE_RATE;
    static final int START_UP = LevelControlSpec.ATTR_START_UP_CURRENT_LEVEL;
    static final int POWER_ON = GeneralDiagnosticsSpec.BOOT_REASON_POWER_ON_REBOOT;
    static final int UPDATED = GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED;

    static final int TO_LEVEL = LevelControlSpec.CMD_MOVE_TO_LEVEL;
    static final int MOVE = LevelControlSpec.CMD_MOVE;
    static final int STEP = LevelControlSpec.CMD_STEP;
    static final int STOP = LevelControlSpec.CMD_STOP;
    static final int UP = 0;
    static final int DOWN = 1;

    /** Added to a command's id: the same with on/off. */
    static final int WITH_ON_OFF = 4;

    final Fakes.Store store = new Fakes.Store();
    final Fakes.Log log = new Fakes.Log();

    /** Each level the lamp was told, negative while it moves. */
    final List<Integer> lamp = new ArrayList<>();

    OnOffCluster onOff;
    LevelControlCluster cluster;
    long now = 100_000;

    {
        boot(1, 254, POWER_ON);
    }

    void boot(int min, int max, int reason) {
        ClusterWorkspace workspace = Fakes.workspace(store);
        onOff = new OnOffCluster(1, new Fakes.Lamp(), workspace, log, reason);
        cluster =
                new LevelControlCluster(
                        1,
                        min,
                        max,
                        onOff,
                        (endpoint, level, moving) -> lamp.add(moving ? -level : level),
                        workspace,
                        log,
                        reason);
        Fakes.node(onOff, cluster);
        onOff.start();
        cluster.start();
    }

    void reboot() {
        boot(1, 254, POWER_ON);
    }

    static TlvReader fields(long... values) {
        return Fakes.fields(
                out -> {
                    for (int i = 0; i < values.length; i++) {
                        if (values[i] == NULL) {
                            out.putNull(i);
                        } else {
                            out.putUnsigned(i, values[i]);
                        }
                    }
                });
    }

    int invoke(int command, long... values) {
        return Fakes.invoke(cluster, command, fields(values), now);
    }

    /** A command with neither mask nor override set. */
    void run(int command, long... values) {
        long[] all = Arrays.copyOf(values, values.length + 2);
        assertEquals(ImStatus.SUCCESS, invoke(command, all));
    }

    int write(int attribute, long value) {
        TlvReader element =
                Fakes.element(
                        out -> {
                            if (value == NULL) {
                                out.putNull(2);
                            } else {
                                out.putUnsigned(2, value);
                            }
                        });
        return Fakes.write(cluster, attribute, element, now);
    }

    void set(int attribute, long value) {
        assertEquals(ImStatus.SUCCESS, write(attribute, value));
    }

    long attribute(int attribute) {
        return Fakes.read(cluster, attribute, now).value();
    }

    void setOn(boolean on) {
        onOff.setOn(on, now);
    }

    /** On and at {@code level}, stored, with an empty log of the lamp. */
    void on(int level) {
        setOn(true);
        run(TO_LEVEL, level, 0);
        settle();
        lamp.clear();
    }

    void off(int level) {
        on(level);
        setOn(false);
        settle();
        lamp.clear();
    }

    /** Follows the deadlines up to a time, as the main loop does. */
    int until(long time) {
        int polls = 1;
        long next = Math.min(onOff.poll(now), cluster.poll(now));
        while (next <= time) {
            assertTrue(next > now, "a deadline in the past");
            now = next;
            polls++;
            next = Math.min(onOff.poll(now), cluster.poll(now));
        }
        now = time;
        return polls;
    }

    void settle() {
        until(now + 10_000_000);
    }

    void check(boolean on, long level, long remaining) {
        assertEquals(on, onOff.isOn(), "OnOff");
        assertEquals(level, attribute(CURRENT), "CurrentLevel");
        assertEquals(remaining, attribute(REMAINING), "RemainingTime");
    }
}
