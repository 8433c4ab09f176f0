package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How other hosts find the device, in a network made for each test: one namespace for the device,
 * one for the others, and cables between them.
 *
 * <pre>
 *  device   d0 10.0.0.2 fd00::2 ---- c0 10.0.0.1 fd00::1   others
 *           d1 10.1.0.2 fd01::2 ---- c1 10.1.0.1 fd01::1
 * </pre>
 */
@Timeout(120)
class DiscoveryTest {
    private static final long READY_MILLIS = 30_000;

    /** 2 s until it is noticed, and something for a machine that is busy. */
    private static final long NOTICED_MILLIS = 4000;

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Process deviceSpace;
    private Process otherSpace;
    private List<String> device;
    private List<String> others;

    @BeforeAll
    static void namespaces() throws Exception {
        boolean allowed;
        try {
            allowed = new ProcessBuilder("unshare", "-rn", "true").start().waitFor() == 0;
        } catch (java.io.IOException e) {
            allowed = false;
        }
        assumeTrue(allowed, "this machine allows no user and network namespaces (unshare -rn)");
    }

    @BeforeEach
    void makeNetwork() throws Exception {
        deviceSpace = new ProcessBuilder("unshare", "-rn", "sh", "-c", "echo; cat").start();
        deviceSpace.getInputStream().read();
        device = prefix(deviceSpace);
        List<String> nested = new ArrayList<>(device);
        nested.addAll(List.of("unshare", "-n", "sh", "-c", "echo; exec cat"));
        otherSpace = new ProcessBuilder(nested).start();
        otherSpace.getInputStream().read();
        others = prefix(otherSpace);
        run(device, "ip link set lo up");
        run(others, "ip link set lo up");
    }

    private static List<String> prefix(Process space) {
        return List.of(
                "nsenter",
                "--preserve-credentials",
                "--user",
                "--net",
                "--target",
                Long.toString(space.pid()),
                "--");
    }

    private static String run(List<String> prefix, String script) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-e", "-c", script));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** A cable without addresses; without the first line they would be tentative for 2 s. */
    private void cable(int number, String more) throws Exception {
        run(
                device,
                ("ip link add d@ type veth peer name c@ netns " + otherSpace.pid())
                        .replace("@", Integer.toString(number)));
        for (String side : List.of("d", "c")) {
            String name = side + number;
            run(
                    side.equals("d") ? device : others,
                    "echo 0 >/proc/sys/net/ipv6/conf/"
                            + name
                            + "/accept_dad; "
                            + more.replace("@", name)
                            + "ip link set "
                            + name
                            + " up");
        }
    }

    private void address(int number, boolean ipv4) throws Exception {
        String form = ipv4 ? "ip address add 10.#.0.% dev @" : "ip address add fd0#::%/64 dev @";
        String text = form.replace("0.%", "0.%/24").replace("#", Integer.toString(number));
        run(device, text.replace("%", "2").replace("@", "d" + number));
        run(others, text.replace("%", "1").replace("@", "c" + number));
    }

    private MdnsProbe.Peer start(int port, String... more) throws Exception {
        MdnsProbe.Peer started = launch(port, more);
        assertNotNull(
                started.line(0, "mote: ready port=" + port + " .*", READY_MILLIS),
                started::toString);
        return started;
    }

    /** A device of its own storage. */
    private MdnsProbe.Peer launch(int port, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "--storage"));
        arguments.add(folder.resolve(Integer.toString(open.size())).toString());
        arguments.addAll(List.of("--port", Integer.toString(port)));
        arguments.addAll(List.of(more));
        MdnsProbe.Peer started =
                new MdnsProbe.Peer(device, Main.class, arguments.toArray(new String[0]));
        open.add(started);
        return started;
    }

    private MdnsProbe.Peer commissioner() throws Exception {
        MdnsProbe.Peer probe = PaseProbe.start(others);
        open.add(probe);
        assertNotNull(probe.line(0, "listening", READY_MILLIS), probe::toString);
        return probe;
    }

    /** Which address answers a commissioner that sends to {@code address}; null if none does. */
    private static String answering(MdnsProbe.Peer probe, String address) throws Exception {
        int mark = probe.mark();
        probe.say(address + " 5540");
        String line = probe.line(mark, "answered .*|silence", 10_000);
        assertNotNull(line, probe::toString);
        return line.equals("silence") ? null : line.replaceAll(".* by=(.*) port=5540", "$1");
    }

    private static void assertAnswers(MdnsProbe.Peer probe, String address) throws Exception {
        String bare = address.replaceAll("%.*", "");
        assertEquals(bare, answering(probe, address), () -> address + ": " + probe);
    }

    /** The link-local address of d0, d1, as the other end of the cable sends to it. */
    private String linkLocal(int number) throws Exception {
        String said = run(device, "ip -6 -o address show dev d" + number + " scope link");
        String address = said.replaceAll("(?s).* (fe80:[^/]*)/.*", "$1");
        return InetAddress.getByName(address).getHostAddress() + "%c" + number;
    }

    private MdnsProbe.Peer probe(List<String> where, String name, String version) throws Exception {
        MdnsProbe.Peer probe = MdnsProbe.start(where, name, version);
        open.add(probe);
        assertNotNull(probe.line(0, "listening", READY_MILLIS), probe::toString);
        return probe;
    }

    /** What is heard of the device on this port after a question. */
    private static String found(MdnsProbe.Peer probe, int port) throws Exception {
        int mark = probe.mark();
        probe.say("");
        String answer = probe.line(mark, "heard .*port=" + port + " .*", 3000);
        assertNotNull(answer, probe::toString);
        return answer;
    }

    @AfterEach
    void takeDown() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        otherSpace.destroyForcibly();
        deviceSpace.destroyForcibly();
    }

    @Test
    void shouldBeFoundWhereThereIsIpv4Only() throws Exception {
        cable(0, "echo 1 >/proc/sys/net/ipv6/conf/@/disable_ipv6; ");
        address(0, true);
        start(5540);
        assertTrue(found(probe(others, "c0", "4"), 5540).contains(" 10.0.0.2 "));
    }

    @Test
    void shouldBeFoundWhereThereIsIpv6Only() throws Exception {
        cable(0, "");
        address(0, false);
        start(5540);
        String answer = found(probe(others, "c0", "6"), 5540);
        assertTrue(answer.contains(" fd00:0:0:0:0:0:0:2 "), answer);
        assertTrue(answer.contains(" fe80 "), answer);
    }

    @Test
    void shouldTellEachInterfaceItsOwnAddresses() throws Exception {
        cable(0, "");
        cable(1, "");
        address(0, true);
        address(1, true);
        address(1, false);
        start(5540);
        for (String version : List.of("4", "6")) {
            String first = found(probe(others, "c0", version), 5540);
            assertTrue(first.contains(" 10.0.0.2 ") && !first.contains("10.1.0"), first);
            String second = found(probe(others, "c1", version), 5540);
            assertTrue(second.contains(" 10.1.0.2 ") && !second.contains("10.0.0"), second);
            assertTrue(second.contains(" fd01:0:0:0:0:0:0:2 "), second);
        }
    }

    @Test
    void shouldNoticeAddressesAndInterfacesThatComeAndGo() throws Exception {
        cable(0, "");
        address(0, true);
        start(5540);
        MdnsProbe.Peer probe = probe(others, "c0", "4");
        found(probe, 5540);
        int mark = probe.mark();
        run(device, "ip address add 10.0.0.9/24 dev d0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.9 .*ttl=120", NOTICED_MILLIS), probe::toString);
        mark = probe.mark();
        run(device, "ip address flush dev d0 scope global; ip address add 10.0.0.7/24 dev d0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.7 .*ttl=120", NOTICED_MILLIS), probe::toString);
        String answer = found(probe, 5540);
        assertFalse(answer.contains("10.0.0.9"), answer);
        // No address for longer than the time in which it is noticed: the group is joined anew.
        run(device, "ip address flush dev d0 scope global");
        assertNull(probe.line(probe.mark(), "heard .* 10.0.0.2 .*", 2500));
        mark = probe.mark();
        run(device, "ip address add 10.0.0.2/24 dev d0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.2 .*ttl=120", NOTICED_MILLIS), probe::toString);
        found(probe, 5540);
        cable(1, "");
        address(1, true);
        MdnsProbe.Peer second = probe(others, "c1", "4");
        assertNull(second.line(0, "nothing", 1500));
        assertTrue(found(second, 5540).contains(" 10.1.0.2 "));
    }

    @Test
    void shouldUseLoopbackWhereThereIsNothingElse() throws Exception {
        MdnsProbe.Peer started = start(5540);
        assertNotNull(
                started.line(0, "mote: network interface=lo ipv4-only: no other .*", 0),
                started::toString);
        assertTrue(found(probe(device, "lo", "4"), 5540).contains(" 127.0.0.1 "));
        int mark = started.mark();
        cable(0, "");
        address(0, true);
        assertNotNull(
                started.line(mark, "mote: network interface=d0", NOTICED_MILLIS),
                started::toString);
        assertTrue(found(probe(others, "c0", "4"), 5540).contains(" 10.0.0.2 "));
    }

    @Test
    void shouldShareThePortAndKeepToTheInterfaceThatIsNamed() throws Exception {
        cable(0, "");
        cable(1, "");
        address(0, true);
        address(1, true);
        start(5540);
        start(5541, "--interface", "d0", "--discriminator", "1");
        for (String version : List.of("4", "6")) {
            MdnsProbe.Peer first = probe(others, "c0", version);
            found(first, 5540);
            found(first, 5541);
            MdnsProbe.Peer second = probe(others, "c1", version);
            found(second, 5540);
            assertNull(second.line(0, "heard .*port=5541 .*", 500), second::toString);
            // A host's own programs find its devices too, and the answers loop back to all.
            found(probe(device, "d0", version), 5541);
        }
    }

    @Test
    void shouldRunBesideAnotherDeviceWithTheSamePortOnItsOwnInterface() throws Exception {
        for (int number : new int[] {0, 1}) {
            cable(number, "");
            address(number, true);
            address(number, false);
        }
        MdnsProbe.Peer one = start(5540, "--interface", "d0");
        start(5540, "--interface", "d1", "--discriminator", "1");
        for (String version : List.of("4", "6")) {
            String first = found(probe(others, "c0", version), 5540);
            assertTrue(first.contains(" 10.0.0.2 ") && !first.contains("10.1.0"), first);
            String second = found(probe(others, "c1", version), 5540);
            assertTrue(second.contains(" 10.1.0.2 ") && !second.contains("10.0.0"), second);
        }
        MdnsProbe.Peer commissioner = commissioner();
        for (int number : new int[] {0, 1}) {
            assertAnswers(commissioner, "10." + number + ".0.2");
            assertAnswers(commissioner, "fd0" + number + ":0:0:0:0:0:0:2");
            assertAnswers(commissioner, linkLocal(number));
        }
        for (String[] taken : new String[][] {{"--interface", "d0"}, {}}) {
            MdnsProbe.Peer third = launch(5540, taken);
            assertNotNull(
                    third.line(
                            0, "mote: UDP port 5540 is in use; give another --port", READY_MILLIS),
                    third::toString);
        }
        // An address that the other device serves.
        run(device, "ip address add 10.1.0.2/32 dev d0");
        assertNotNull(
                one.line(
                        0,
                        "mote: network address=10.1.0.2 not served: UDP port 5540 is in use; .*",
                        NOTICED_MILLIS),
                one::toString);
        assertAnswers(commissioner, "10.0.0.2");
    }

    @Test
    void shouldServeAddressesThatComeLaterAndNoOtherInterface() throws Exception {
        cable(0, "");
        cable(1, "");
        address(0, true);
        address(1, true);
        address(1, false);
        MdnsProbe.Peer started = start(5540, "--interface", "d0");
        MdnsProbe.Peer commissioner = commissioner();
        assertAnswers(commissioner, "10.0.0.2");
        assertNull(answering(commissioner, "10.1.0.2"));
        assertNull(answering(commissioner, "fd01::2"));
        assertNull(answering(commissioner, linkLocal(1)));
        MdnsProbe.Peer probe = probe(others, "c0", "4");
        int mark = probe.mark();
        run(device, "ip address add 10.0.0.9/24 dev d0; ip address add fd00::2/64 dev d0");
        run(others, "ip address add fd00::1/64 dev c0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.9 .*ttl=120", NOTICED_MILLIS), probe::toString);
        for (String each : List.of("10.0.0.9", "10.0.0.2", "fd00:0:0:0:0:0:0:2", linkLocal(0))) {
            assertAnswers(commissioner, each);
        }
        // A path is closed and opened anew.
        mark = probe.mark();
        run(device, "ip address del 10.0.0.9/24 dev d0; ip address add 10.0.0.7/24 dev d0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.7 .*ttl=120", NOTICED_MILLIS), probe::toString);
        assertAnswers(commissioner, "10.0.0.7");
        mark = probe.mark();
        run(device, "ip address add 10.0.0.9/24 dev d0");
        assertNotNull(
                probe.line(mark, "heard .* 10.0.0.9 .*ttl=120", NOTICED_MILLIS), probe::toString);
        assertAnswers(commissioner, "10.0.0.9");
        assertFalse(started.toString().contains("not served"), started::toString);
    }
}
