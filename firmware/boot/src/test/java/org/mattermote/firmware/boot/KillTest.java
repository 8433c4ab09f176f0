package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * The process of a device is killed at random moments while two administrators commission it, write
 * its access control lists and remove its fabrics. Each time it starts again, as it was before the
 * step that was under way or as it is after it.
 */
class KillTest {
    private static final int ACCESS_CONTROL = 0x1F;
    private static final int CREDENTIALS = 0x3E;

    /** Steps that a process that is to be killed may do before. */
    private static final int STEPS = 3;

    /** How long a step takes, ms, before one was seen to end. */
    private static final int UNKNOWN = 500;

    /** One kill of so many comes while the device boots. */
    private static final int IN_BOOT = 8;

    private static final int BOOT = 700;
    private static final int IN_FLIGHT = 20;
    private static final int PATIENCE_SECONDS = 30;

    /** The process is gone. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * What the device promises to keep.
     *
     * @param first whether the first administrator's fabric is there
     * @param entries access control entries of the first fabric
     */
    private record Kept(boolean first, int entries, boolean second) {
        static final Kept NOTHING = new Kept(false, 0, false);

        int fabrics() {
            return (first ? 1 : 0) + (second ? 1 : 0);
        }
    }

    @TempDir Path folder;

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final SimAdministrator first = administrator(7);
    private final SimAdministrator second = administrator(8);
    private final Random random = new Random(20);
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> tail = new ArrayList<>();
    private Process process;
    private UdpBridge bridge;
    private int udpPort;
    private long killAt = Long.MAX_VALUE;
    private int stepsLeft;

    /** How long each step took when it was done last, ns. */
    private final Map<String, Long> durations = new TreeMap<>();

    /** What is certain, and what is under way. */
    private Kept kept = Kept.NOTHING;

    private Kept next = Kept.NOTHING;
    private String step = "nothing";

    private SimAdministrator administrator(long seed) {
        SimFabric fabric = new SimFabric(seed, 0xFAB0 + seed, false);
        return new SimAdministrator(
                network, network.attach(), port, fabric, 0x10000 * seed + 1, 0x10 * seed, seed);
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        if (bridge != null) {
            bridge.close();
        }
    }

    @Test
    @Timeout(120)
    void shouldStartAgainAfterTenKills() throws Exception {
        live(10);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void shouldStartAgainAfterAHundredKills() throws Exception {
        live(100);
    }

    private void live(int kills) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            udpPort = socket.getLocalPort();
        }
        bridge = new UdpBridge(port, udpPort, this::turn);
        network.add(bridge);
        for (int i = 0; i < kills; i++) {
            if (random.nextInt(IN_BOOT) == 0) {
                start();
                process.waitFor(random.nextInt(BOOT), TimeUnit.MILLISECONDS);
                kill();
                count("boot");
            }
            start();
            killAt = Long.MAX_VALUE;
            verify(ready());
            stepsLeft = random.nextInt(STEPS);
            try {
                while (true) {
                    proceed();
                }
            } catch (Killed e) {
                // What was on the way to this process is not for the next one.
                bridge.cut = true;
                network.pass(IN_FLIGHT);
                bridge.cut = false;
            } catch (IllegalStateException e) {
                lines.drainTo(tail);
                throw new AssertionError("in " + step + " " + outcomes + ": " + tail, e);
            }
        }
        start();
        killAt = Long.MAX_VALUE;
        verify(ready());
        System.out.println("mote: killed " + outcomes);
    }

    private void count(String what) {
        outcomes.merge(what, 1, Integer::sum);
    }

    private void start() throws IOException {
        lines.clear();
        tail.clear();
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--storage",
                                folder.toString(),
                                "--port",
                                Integer.toString(udpPort))
                        .redirectErrorStream(true)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(() -> read(out));
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // Closed with the process.
        }
    }

    /** Fabrics by its own word, once it is ready. */
    private int ready() throws InterruptedException {
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(line, () -> "it does not start again: " + tail);
            tail.add(line);
            if (line.startsWith("mote: ready ")) {
                return Integer.parseInt(line.replaceFirst(".* fabrics=", ""));
            }
        }
    }

    /** SIGKILL. */
    private void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private void turn() {
        if (System.nanoTime() < killAt) {
            return;
        }
        try {
            kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        killAt = Long.MAX_VALUE;
        forget(first);
        forget(second);
        throw new Killed();
    }

    private static void forget(SimAdministrator who) {
        who.controller.session = null;
        who.controller.talks.clear();
    }

    /** That the device is what it was, or what it was to become. */
    private void verify(int fabrics) {
        boolean old = kept.fabrics() == fabrics && isThere(kept);
        boolean young = !old && next.fabrics() == fabrics && isThere(next);
        assertTrue(
                old || young,
                () -> "killed in " + step + ": neither " + kept + " nor " + next + ": " + tail);
        count(step + (old ? " before" : " after"));
        kept = old ? kept : next;
        next = kept;
        step = "nothing";
    }

    private boolean isThere(Kept state) {
        if (state.first) {
            first.operational();
            if (entries() != state.entries) {
                return false;
            }
        }
        if (state.second) {
            second.operational();
            SimClient.Transaction read = second.client.read(0, CREDENTIALS, 3);
            second.expect(read, "fabrics");
            assertEquals(state.fabrics(), Im.data(read.answer()).u8());
        }
        return true;
    }

    private int entries() {
        SimClient.Transaction read = first.client.read(0, ACCESS_CONTROL, 0);
        first.expect(read, "access control");
        TlvReader list = Im.data(read.answer());
        list.enter();
        int count = 0;
        while (list.next() == CodecStatus.OK) {
            TlvReader entry = new TlvReader();
            entry.copyFrom(list);
            entry.enter();
            // Of other fabrics only the index is shown.
            count += entry.find(1) == CodecStatus.OK ? 1 : 0;
        }
        return count;
    }

    private void step(String name, Kept after, Runnable action) {
        step = name;
        next = after;
        long began = System.nanoTime();
        if (stepsLeft-- == 0) {
            long usual = durations.getOrDefault(name, TimeUnit.MILLISECONDS.toNanos(UNKNOWN));
            killAt = began + (long) (usual * random.nextDouble());
        }
        action.run();
        durations.put(name, System.nanoTime() - began);
        kept = after;
        step = "nothing";
    }

    /** The next thing in the life of the device. */
    private void proceed() {
        if (!kept.first) {
            step(
                    "commission",
                    new Kept(true, 1, false),
                    () -> first.commission(RunOptions.DEFAULT_PASSCODE));
        } else if (kept.entries < 3 && !kept.second) {
            int more = kept.entries + 1;
            step("write", new Kept(true, more, false), () -> accessControl(more));
        } else if (!kept.second && random.nextInt(4) > 0) {
            step(
                    "commission second",
                    new Kept(true, kept.entries, true),
                    () -> {
                        first.openBasicWindow(180);
                        second.commission(RunOptions.DEFAULT_PASSCODE);
                    });
        } else if (kept.second) {
            int fewer = Math.max(1, kept.entries - 1);
            if (fewer < kept.entries) {
                step("write", new Kept(true, fewer, true), () -> accessControl(fewer));
            } else {
                step("remove second", new Kept(true, fewer, false), () -> remove(second));
                // From here to the removal of the last one.
                step("remove", Kept.NOTHING, () -> remove(first));
            }
        } else {
            step("remove", Kept.NOTHING, () -> remove(first));
        }
    }

    private void remove(SimAdministrator whom) {
        first.command(CREDENTIALS, 10, 0, out -> out.putUnsigned(0, whom.fabricIndex));
    }

    private void accessControl(int entries) {
        first.expect(
                first.client.write(
                        0,
                        ACCESS_CONTROL,
                        0,
                        out -> {
                            out.startArray(2);
                            for (int i = 0; i < entries; i++) {
                                entry(out, i == 0 ? 5 : 3, first.own.nodeId() + i);
                            }
                            out.endContainer();
                        }),
                "access control");
    }

    private static void entry(TlvWriter out, int privilege, long subject) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, privilege);
        out.putUnsigned(2, 2);
        out.startArray(3);
        out.putUnsigned(TlvTag.ANONYMOUS, subject);
        out.endContainer();
        out.putNull(4);
        out.endContainer();
    }
}
