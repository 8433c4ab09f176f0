package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.port.PeerAddress;

/**
 * A controller as small as it can be: it starts PASE and CASE, sends requests on the sessions, and
 * does its part of MRP. Its cryptography is the {@link Oracle}'s. What a test wants to spoil, it
 * spoils through {@link #tamper} and the fields of the handshakes.
 */
public final class SimController implements SimNode {
    /** Changes a payload before it is sent; the transcript takes it as it was sent. */
    public interface Tamper {
        byte[] apply(int opcode, byte[] payload);
    }

    /** A connection over which messages arrive, so that MRP is off. */
    public interface Connection {
        void send(byte[] message);

        /** A message that came, or null. */
        byte[] receive();
    }

    /** A session as the initiator holds it. */
    public static final class Session {
        public int localId;
        public int peerId;
        public byte[] i2r;
        public byte[] r2i;
        public byte[] attestationChallenge;
        public long ownNodeId;
        public long peerNodeId;

        /** What a resumption starts from; null after PASE. */
        public byte[] resumptionId;

        public byte[] sharedSecret;
        int counter;
        final Set<Integer> seen = new HashSet<>();
    }

    /** A message that came. */
    public record Message(int protocolId, int opcode, byte[] payload, long at) {}

    /** An exchange this controller opened, or the device. */
    public static final class Talk {
        public final int id;

        /** Null without one. */
        public final Session session;

        /** Ephemeral node id, on an unsecured one. */
        public final long ephemeralNodeId;

        public final List<Message> received = new ArrayList<>();

        /** The last reliable message was never acknowledged. */
        public boolean failed;

        /** Stops answering and acknowledging: the controller's process died. */
        public boolean dead;

        /** Nothing more is said: forgotten as soon as everything is acknowledged. */
        public boolean finished;

        /** Takes each new message, beside {@link #received}. */
        public Consumer<Message> listener;

        /** The device opened it. */
        boolean responder;

        Handshake handshake;
        byte[] pending;
        int pendingCounter;
        int transmissions;
        long retransmitAt = Long.MAX_VALUE;
        boolean ackOwed;
        int ackCounter;
        long ackAt = Long.MAX_VALUE;
        final Set<Integer> seen = new HashSet<>();

        Talk(int id, Session session, long ephemeralNodeId) {
            this.id = id;
            this.session = session;
            this.ephemeralNodeId = ephemeralNodeId;
        }

        public boolean isAcknowledged() {
            return pending == null;
        }

        public Handshake handshake() {
            return handshake;
        }

        public Message last() {
            return received.get(received.size() - 1);
        }
    }

    private static final int I = ProtocolHeader.INITIATOR;
    private static final int A = ProtocolHeader.ACKNOWLEDGEMENT;
    private static final int R = ProtocolHeader.RELIABLE;
    private static final int[] RETRY = {330, 330, 528, 844, 1350};
    private static final int ACK_DELAY = 200;

    public Tamper tamper = (opcode, payload) -> payload;

    /** The exchange id the next exchange takes. */
    public int nextExchangeId;

    /** Where messages go instead of the network, or null. */
    public Connection connection;

    /** MAX_TCP_MESSAGE_SIZE that the next handshake says; 0 for none. */
    public int longestOverTcp;

    /** Taken by the next handshake and then drawn anew. */
    public long nextEphemeralNodeId;

    public int nextSessionId;

    /** The session that was made last, or null. */
    public Session session;

    /** Takes an exchange that the device opens; null passes over those. */
    public Consumer<Talk> acceptor;

    /** Sees every message before it is encrypted: bytes of the protocol header on. */
    public Consumer<byte[]> plainTap;

    /** Messages on an exchange of a handshake that answer another's, acknowledgements excepted. */
    public int strays;

    /** What was derived on the way: nothing of it may stay anywhere in the device. */
    public final List<byte[]> secrets = new ArrayList<>();

    public final List<Talk> talks = new ArrayList<>();

    /** Time of the latest poll. */
    public long now;

    final Random random;
    private final SimPort port;
    private final PeerAddress device;
    private final byte[] buffer = new byte[1500];
    private final MessageHeader header = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final Map<Integer, Session> sessions = new HashMap<>();
    private int unsecuredCounter;

    public SimController(SimPort port, SimPort device, long seed) {
        this.port = port;
        this.device = device.address;
        random = new Random(seed);
        unsecuredCounter = random.nextInt() & 0xFFFFFFF;
        nextExchangeId = random.nextInt() & 0xFFFF;
        nextEphemeralNodeId = random.nextLong() & Long.MAX_VALUE;
        nextSessionId = 1 + random.nextInt(60000);
    }

    /** Where its datagrams come from. */
    public PeerAddress address() {
        return port.address;
    }

    /** Starts PASE with a passcode. */
    public Talk pase(int passcode) {
        return start(new PaseInitiator(this, passcode));
    }

    /** Starts CASE as {@code own} with the node of the same fabric. */
    public Talk operational(SimFabric.Identity own, long peerNodeId) {
        return start(new SimCaseInitiator(this, own, peerNodeId));
    }

    /** Starts CASE from what an earlier session left. */
    public Talk resume(SimFabric.Identity own, Session earlier) {
        SimCaseInitiator handshake = new SimCaseInitiator(this, own, earlier.peerNodeId);
        handshake.earlier = earlier;
        return start(handshake);
    }

    public Talk start(Handshake handshake) {
        Talk talk = openUnsecured();
        talk.handshake = handshake;
        handshake.talk = talk;
        handshake.start();
        return talk;
    }

    /** An exchange for a handshake that the test does by hand. */
    public Talk openUnsecured() {
        Talk talk = new Talk(nextExchangeId++ & 0xFFFF, null, nextEphemeralNodeId);
        nextEphemeralNodeId = random.nextLong() & Long.MAX_VALUE;
        talks.add(talk);
        return talk;
    }

    /** Sends a message of the interaction model on a new exchange. */
    public Talk request(Session on, int opcode, byte[] payload) {
        Talk talk = openSecured(on);
        send(talk, 1, opcode, payload, true);
        return talk;
    }

    /** An exchange on a session, nothing said on it yet. */
    public Talk openSecured(Session on) {
        Talk talk = new Talk(nextExchangeId++ & 0xFFFF, on, 0);
        talks.add(talk);
        return talk;
    }

    /** Acknowledges, alone, the last message that came. */
    public void acknowledge(Talk talk) {
        acknowledge(talk, talk.ackCounter);
    }

    /** Acknowledges at once what is owed, and forgets the exchange when it may. */
    public void finish(Talk talk) {
        talk.finished = true;
        if (talk.ackOwed) {
            acknowledge(talk, talk.ackCounter);
            talk.ackOwed = false;
            talk.ackAt = Long.MAX_VALUE;
        }
    }

    /** Encrypts what stands for a protocol header and a payload, and sends it once. */
    public void sendPlain(Session on, byte[] plain) {
        header.clear();
        header.sessionId = on.peerId;
        header.counter = ++on.counter;
        byte[] front = new byte[header.length()];
        header.encode(front, 0);
        put(Oracle.concat(front, Oracle.seal(on.i2r, nonce(on.ownNodeId), front, plain)));
    }

    /** Forgets how far its unsecured counter was, as a controller that boots. */
    public void rewind(int messages) {
        unsecuredCounter -= messages;
    }

    /** Sends bytes that somebody else once sent. */
    public void replay(byte[] datagram) {
        put(datagram);
    }

    /** Sends CloseSession. */
    public void close(Session on) {
        Talk talk = new Talk(nextExchangeId++ & 0xFFFF, on, 0);
        send(
                talk,
                0,
                SecureChannelOpcode.STATUS_REPORT,
                new byte[] {0, 0, 0, 0, 0, 0, 3, 0},
                false);
    }

    /** Sends a message of the secure channel. */
    public byte[] say(Talk talk, int opcode, byte[] payload) {
        byte[] sent = tamper.apply(opcode, payload);
        if (sent != null) {
            send(talk, 0, opcode, sent, true);
        }
        return sent;
    }

    public void send(Talk talk, int protocolId, int opcode, byte[] payload, boolean reliable) {
        boolean isReliable = reliable && connection == null;
        byte[] datagram =
                build(talk, protocolId, opcode, payload, isReliable ? R : 0, talk.ackOwed);
        talk.ackOwed = false;
        talk.ackAt = Long.MAX_VALUE;
        if (isReliable) {
            talk.pending = datagram;
            talk.pendingCounter = header.counter;
            talk.transmissions = 0;
            transmit(talk);
        } else {
            put(datagram);
        }
    }

    public byte[] random(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    void established(Session made) {
        made.counter = random.nextInt() & 0xFFFFFFF;
        sessions.put(made.localId, made);
        session = made;
    }

    @Override
    public long poll(long nowMillis) {
        now = nowMillis;
        PeerAddress from = new PeerAddress();
        int length;
        while ((length = port.receive(buffer, 0, buffer.length, from)) >= 0) {
            received(Arrays.copyOf(buffer, length));
        }
        byte[] message;
        while (connection != null && (message = connection.receive()) != null) {
            received(message);
        }
        long next = Long.MAX_VALUE;
        for (Talk talk : List.copyOf(talks)) {
            if (talk.dead) {
                continue;
            }
            if (talk.ackOwed && talk.ackAt <= now) {
                acknowledge(talk, talk.ackCounter);
                talk.ackOwed = false;
                talk.ackAt = Long.MAX_VALUE;
            }
            if (talk.pending != null && talk.retransmitAt <= now) {
                if (talk.transmissions < RETRY.length) {
                    transmit(talk);
                } else {
                    talk.failed = true;
                    talk.pending = null;
                    talk.retransmitAt = Long.MAX_VALUE;
                }
            }
            next = Math.min(next, Math.min(talk.ackAt, talk.retransmitAt));
        }
        talks.removeIf(talk -> talk.finished && talk.pending == null && !talk.ackOwed);
        return next;
    }

    private void received(byte[] datagram) {
        int headerLength = header.decode(datagram, 0, datagram.length);
        if (headerLength < 0) {
            throw new IllegalStateException("the device sent a header that cannot be read");
        }
        Session on = null;
        byte[] plain = Arrays.copyOfRange(datagram, headerLength, datagram.length);
        if (header.sessionId != 0) {
            on = sessionOf(header.sessionId);
            plain = on == null ? null : open(on, Arrays.copyOf(datagram, headerLength), plain);
            if (plain == null) {
                return;
            }
        }
        int counter = header.counter;
        int protocolLength = protocol.decode(plain, 0, plain.length);
        if (protocolLength < 0) {
            throw new IllegalStateException("the device sent a message that cannot be read");
        }
        Talk talk = talkOf(on);
        if (talk == null && on != null && (acceptor != null)) {
            talk = unexpected(on, counter);
        }
        if (talk == null || talk.dead) {
            return;
        }
        boolean isNew = (on == null ? talk.seen : on.seen).add(counter);
        if (protocol.isAcknowledgement() && talk.pending != null) {
            if (protocol.ackedCounter == talk.pendingCounter) {
                talk.pending = null;
                talk.retransmitAt = Long.MAX_VALUE;
            } else if (on == null && isNew && talk.received.isEmpty()) {
                // For the process that had this port and exchange id before.
                strays += protocol.opcode == SecureChannelOpcode.STANDALONE_ACK ? 0 : 1;
                return;
            }
        }
        if (!isNew) {
            if (protocol.isReliable()) {
                acknowledge(talk, counter);
            }
            return;
        }
        if (protocol.isReliable()) {
            talk.ackOwed = true;
            talk.ackCounter = counter;
            talk.ackAt = now + ACK_DELAY;
        }
        if (protocol.protocolId == 0 && protocol.opcode == SecureChannelOpcode.STANDALONE_ACK) {
            return;
        }
        Message message =
                new Message(
                        protocol.protocolId,
                        protocol.opcode,
                        Arrays.copyOfRange(plain, protocolLength, plain.length),
                        now);
        talk.received.add(message);
        if (talk.handshake != null) {
            talk.handshake.received(message.opcode(), message.payload());
        }
        if (talk.listener != null) {
            talk.listener.accept(message);
        }
    }

    /**
     * A message on no exchange of ours: one that the device opens, or the end of one that is
     * forgotten, and then it is acknowledged.
     */
    private Talk unexpected(Session on, int counter) {
        Talk talk = new Talk(protocol.exchangeId, on, 0);
        talk.responder = protocol.isInitiator();
        if (on.seen.contains(counter) || !talk.responder) {
            if (protocol.isReliable()) {
                acknowledge(talk, counter);
            }
            return null;
        }
        talks.add(talk);
        acceptor.accept(talk);
        return talk;
    }

    private Session sessionOf(int localId) {
        return sessions.get(localId);
    }

    /** Forgets a session, as a controller's process that ends. */
    public void forget(Session gone) {
        sessions.remove(gone.localId);
        talks.removeIf(talk -> talk.session == gone);
    }

    private Talk talkOf(Session on) {
        for (int i = talks.size() - 1; i >= 0; i--) {
            Talk talk = talks.get(i);
            if (talk.id == protocol.exchangeId
                    && talk.session == on
                    && talk.responder == protocol.isInitiator()
                    && (on != null || talk.ephemeralNodeId == header.destinationNodeId)) {
                return talk;
            }
        }
        return null;
    }

    private void acknowledge(Talk talk, int counter) {
        boolean owed = talk.ackOwed;
        int owedCounter = talk.ackCounter;
        talk.ackCounter = counter;
        put(build(talk, 0, SecureChannelOpcode.STANDALONE_ACK, new byte[0], 0, true));
        talk.ackOwed = owed;
        talk.ackCounter = owedCounter;
    }

    private void transmit(Talk talk) {
        put(talk.pending);
        talk.retransmitAt = port.now() + RETRY[talk.transmissions++];
    }

    private void put(byte[] datagram) {
        if (connection != null) {
            connection.send(datagram);
        } else {
            port.send(datagram, 0, datagram.length, device);
        }
    }

    private byte[] build(
            Talk talk, int protocolId, int opcode, byte[] payload, int flags, boolean acknowledge) {
        Session on = talk.session;
        header.clear();
        if (on == null) {
            header.hasSource = true;
            header.sourceNodeId = talk.ephemeralNodeId;
            header.counter = ++unsecuredCounter;
        } else {
            header.sessionId = on.peerId;
            header.counter = ++on.counter;
        }
        protocol.clear();
        protocol.exchangeFlags = flags | (talk.responder ? 0 : I) | (acknowledge ? A : 0);
        protocol.ackedCounter = talk.ackCounter;
        protocol.exchangeId = talk.id;
        protocol.protocolId = protocolId;
        protocol.opcode = opcode;
        byte[] front = new byte[header.length()];
        header.encode(front, 0);
        byte[] plain = new byte[protocol.length() + payload.length];
        int at = protocol.encode(plain, 0);
        System.arraycopy(payload, 0, plain, at, payload.length);
        if (plainTap != null) {
            plainTap.accept(plain);
        }
        return Oracle.concat(
                front, on == null ? plain : Oracle.seal(on.i2r, nonce(on.ownNodeId), front, plain));
    }

    private byte[] open(Session on, byte[] front, byte[] sealed) {
        return Oracle.open(on.r2i, nonce(on.peerNodeId), front, sealed);
    }

    private byte[] nonce(long nodeId) {
        return Oracle.concat(
                new byte[] {(byte) header.securityFlags},
                Oracle.le(header.counter, 4),
                Oracle.le(nodeId, 8));
    }
}
