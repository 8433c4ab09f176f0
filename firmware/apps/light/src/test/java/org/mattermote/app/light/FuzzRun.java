package org.mattermote.app.light;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.mattermote.firmware.testkit.Malformed;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryNetwork;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimCaseInitiator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * Lives of commissioned lights under datagrams that are anything: noise, recorded ones changed,
 * messages changed before they are encrypted, changed messages in the middle of real handshakes and
 * transactions, multicast DNS. After each life the tables are looked at.
 */
final class FuzzRun {
    /** Datagrams after which a light has lived long enough. */
    private static final int LIFE = 5_000;

    /** Every so often it is made sure that the administrator is heard. */
    private static final int BETWEEN_CHECKS = 250;

    /** What a life leaves filled: all that is meant to last. */
    static final List<String> LASTING =
            List.of(
                    "AccessControlEntry",
                    "EventLog used",
                    "Fabric",
                    "Group",
                    "GroupKeySet",
                    "ResumptionRecord",
                    "SecureSession",
                    "Service",
                    "UnsecuredSession");

    private static final List<String> WATCHED =
            List.of("Packet", "Exchange", "Interaction", "PathTable used", "PASE");

    private static final long DAY = 24 * 3_600_000L;

    final Map<String, Integer> kinds = new TreeMap<>();
    int lives;
    long allocated;

    private final Random random;
    private final Malformed malformed;
    private final Corpus corpus = new Corpus();
    private final MemoryRecords commissioned = new MemoryRecords();
    private final SimFabric fabric = new SimFabric(51, 0xFAB5, true);
    private final byte[][] latest = new byte[4][0];
    private int sent;

    private SimNetwork network;
    private SimPort port;
    private LightNode node;
    private SimAdministrator admin;
    private SimController stranger;
    private TreeMap<String, Integer> before;
    private final PeerAddress resolver = new PeerAddress();

    FuzzRun(long seed) {
        random = new Random(seed);
        malformed = new Malformed(random);
        resolver.ip[0] = (byte) 0xFE;
        resolver.ip[1] = (byte) 0x80;
        resolver.ip[15] = 0x77;
        resolver.interfaceIndex = MemoryNetwork.INTERFACE;
        commission();
    }

    private void boot(MemoryRecords records) {
        lives++;
        network = new SimNetwork(random.nextLong());
        network.now = 1_000;
        port = network.attach();
        node = new LightNode(port, records, random.nextLong(), network.now);
        network.add(node);
        admin =
                new SimAdministrator(
                        network, network.attach(), port, fabric, 0x9999, 0x5555, random.nextLong());
        stranger = new SimController(network.attach(), port, random.nextLong());
        network.add(stranger);
        before = TableWatch.of(node.stack);
        if (!before.keySet().containsAll(WATCHED)) {
            throw new IllegalStateException("not watched: " + before);
        }
    }

    /** The first light is commissioned, and what is said on the way is material. */
    private void commission() {
        boot(commissioned);
        admin.controller.plainTap = this::keep;
        admin.commission(MemoryFactory.PASSCODE);
        SimClient client = admin.client;
        admin.resume();
        admin.expect(client.readEverything(), "read");
        admin.expect(client.subscribe(true, 0, 60, 1, 6, Im.ANY), "subscribe");
        admin.expect(client.invoke(1, 6, 2, out -> {}), "toggle");
        admin.expect(client.write(0, 0x28, 5, out -> out.putUtf8(2, new byte[] {'x'}, 0, 1)), "");
        admin.openBasicWindow(180);
        admin.expect(client.invokeTimed(0, 0x3C, 2, out -> {}), "revoke");
        admin.controller.plainTap = null;
        for (Datagram datagram : network.sent) {
            corpus.raw.add(datagram.bytes());
        }
        corpus.mdns.addAll(node.mdnsSent);
        node.mdnsSent.clear();
        allocated += node.allocated;
    }

    private void keep(byte[] plain) {
        ProtocolHeader header = new ProtocolHeader();
        int length = header.decode(plain, 0, plain.length);
        byte[] payload = Arrays.copyOfRange(plain, length, plain.length);
        Corpus.Entry entry = new Corpus.Entry(header.protocolId, header.opcode, payload);
        boolean handshake = header.protocolId == 0 && header.opcode >= 0x20;
        (handshake ? corpus.unsecured : corpus.secured).add(entry);
    }

    void run(int datagrams) {
        while (sent < datagrams) {
            MemoryRecords records = new MemoryRecords();
            records.copy(commissioned);
            boot(records);
            int end = Math.min(datagrams, sent + LIFE);
            boolean heard = true;
            while (sent < end && heard) {
                if (sent % BETWEEN_CHECKS == 0) {
                    heard = isHeard();
                }
                try {
                    one();
                    network.pass(random.nextInt(4));
                    if (random.nextInt(500) == 0) {
                        network.pass(random.nextInt(20_000));
                    }
                } catch (RuntimeException e) {
                    throw fault(e);
                }
                network.sent.clear();
            }
            rest();
        }
    }

    private AssertionError fault(RuntimeException e) {
        StringBuilder said = new StringBuilder("datagram " + sent + " after");
        for (byte[] bytes : latest) {
            said.append('\n').append(HexFormat.of().formatHex(bytes));
        }
        return new AssertionError(said.toString(), e);
    }

    /** The administrator is answered; a fabric or an access control entry may have gone. */
    private boolean isHeard() {
        SimClient.Transaction read = admin.controller.session == null ? null : ask();
        if (read == null || !read.done) {
            SimController.Talk talk = admin.controller.operational(admin.own, admin.deviceNodeId);
            admin.controller.session = null;
            network.run(() -> admin.controller.session != null, 10_000);
            talk.finished = true;
            if (admin.controller.session == null) {
                return false;
            }
            read = ask();
        }
        return read.done && read.status == 0;
    }

    private SimClient.Transaction ask() {
        SimClient.Transaction read = admin.client.read(0, 0x3E, 5);
        network.run(() -> read.done, 10_000);
        read.talk.finished = true;
        read.talk.dead = !read.done;
        return read;
    }

    private void one() {
        sent++;
        int dice = random.nextInt(1000);
        if (dice < 8) {
            handshake();
        } else if (dice < 30) {
            transaction();
        } else if (dice < 480) {
            count("secured");
            secured(random.nextInt(0x10000));
        } else if (dice < 600) {
            count("header and payload");
            Corpus.Entry entry = any(corpus.secured);
            sendPlain(malformed.of(plain(entry, random.nextInt(0x10000), entry.payload())));
        } else if (dice < 700) {
            count("unsecured");
            Corpus.Entry entry = any(corpus.unsecured);
            SimController.Talk talk = stranger.openUnsecured();
            talk.finished = true;
            talk.dead = true;
            byte[] payload = malformed.of(entry.payload());
            remember(payload);
            stranger.send(talk, 0, entry.opcode(), payload, false);
        } else if (dice < 800) {
            count("raw");
            replay(malformed.of(any(corpus.raw)));
        } else if (dice < 830) {
            count("noise");
            replay(malformed.noise(random.nextInt(1500)));
        } else {
            count("multicast DNS");
            mdns();
        }
    }

    private void count(String kind) {
        kinds.merge(kind, 1, Integer::sum);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void remember(byte[] bytes) {
        System.arraycopy(latest, 1, latest, 0, latest.length - 1);
        latest[latest.length - 1] = bytes;
    }

    private void replay(byte[] bytes) {
        remember(bytes);
        stranger.replay(bytes);
    }

    private void sendPlain(byte[] plain) {
        remember(plain);
        if (admin.controller.session != null) {
            admin.controller.sendPlain(admin.controller.session, plain);
        }
    }

    /** A message with a good header, its payload changed more often than not. */
    private void secured(int exchangeId) {
        Corpus.Entry entry = any(corpus.secured);
        boolean as = random.nextInt(10) == 0 && !ends(entry);
        sendPlain(plain(entry, exchangeId, as ? entry.payload() : malformed.of(entry.payload())));
    }

    /** CloseSession would only end this session. */
    private static boolean ends(Corpus.Entry entry) {
        return entry.protocolId() == 0 && entry.opcode() == SecureChannelOpcode.STATUS_REPORT;
    }

    private byte[] plain(Corpus.Entry entry, int exchangeId, byte[] payload) {
        ProtocolHeader header = new ProtocolHeader();
        header.exchangeFlags =
                ProtocolHeader.INITIATOR | (random.nextInt(4) == 0 ? ProtocolHeader.RELIABLE : 0);
        header.exchangeId = exchangeId;
        header.protocolId = entry.protocolId();
        header.opcode = entry.opcode();
        byte[] out = new byte[header.length() + payload.length];
        int at = header.encode(out, 0);
        System.arraycopy(payload, 0, out, at, payload.length);
        return out;
    }

    /** Goes on wrongly where a transaction waits for more. */
    private void transaction() {
        if (admin.controller.session == null) {
            return;
        }
        count("transaction");
        SimController.Talk talk = admin.controller.openSecured(admin.controller.session);
        talk.dead = true;
        talk.finished = true;
        switch (random.nextInt(3)) {
            case 0 -> admin.controller.send(talk, 1, Im.TIMED_REQUEST, Im.timed(500), false);
            case 1 -> admin.controller.send(talk, 1, Im.READ_REQUEST, Im.readEverything(), false);
            default ->
                    admin.controller.send(
                            talk,
                            1,
                            Im.SUBSCRIBE_REQUEST,
                            Im.subscribe(true, 0, 1 + random.nextInt(100), Im.ANY, Im.ANY, Im.ANY),
                            false);
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            network.pass(1 + random.nextInt(3));
            if (admin.controller.session != null) {
                secured(talk.id);
                sent++;
            }
        }
    }

    /** A real handshake of which one message is changed. */
    private void handshake() {
        count("handshake");
        boolean pase = random.nextInt(3) == 0;
        int victim = random.nextInt(4);
        int[] said = {0};
        stranger.tamper =
                (opcode, payload) -> {
                    byte[] out = said[0]++ == victim ? malformed.of(payload) : payload;
                    remember(out);
                    return out;
                };
        if (pase) {
            if (admin.controller.session != null) {
                admin.client.invokeTimed(0, 0x3C, 1, out -> out.putUnsigned(0, 180));
                network.pass(10);
            }
            stranger.pase(MemoryFactory.PASSCODE);
        } else if (random.nextInt(3) == 0
                && admin.controller.session != null
                && admin.controller.session.resumptionId != null) {
            stranger.resume(admin.own, admin.controller.session);
        } else {
            SimCaseInitiator made = new SimCaseInitiator(stranger, admin.own, admin.deviceNodeId);
            if (victim == 2) {
                made.spoilTbe = malformed::of;
            }
            stranger.start(made);
        }
        network.pass(20 + random.nextInt(20));
        stranger.tamper = (opcode, payload) -> payload;
        stranger.talks.clear();
    }

    private void mdns() {
        byte[] packet = any(corpus.mdns).clone();
        if (random.nextBoolean() && packet.length > 12) {
            // A question of it: its records become known answers or nonsense.
            packet[2] = 0;
            packet[5] = (byte) random.nextInt(3);
        }
        packet = random.nextInt(10) == 0 ? packet : malformed.of(packet);
        remember(packet);
        resolver.port = random.nextInt(4) == 0 ? 40_000 + random.nextInt(100) : 5353;
        node.mdns.arrive(packet, packet.length, resolver);
        if (random.nextInt(100) == 0) {
            node.network.generation++;
        }
    }

    /** Everybody falls silent for a day: what is not meant to last must be gone. */
    private void rest() {
        network.remove(admin.controller);
        network.remove(stranger);
        network.pass(DAY);
        allocated += node.allocated;
        TreeMap<String, Integer> after = TableWatch.of(node.stack);
        for (String lasting : LASTING) {
            after.remove(lasting);
            before.remove(lasting);
        }
        if (!after.equals(before)) {
            throw new AssertionError("after datagram " + sent + ": " + after + " not " + before);
        }
    }
}
