package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.GroupSealer;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.udp.GroupAddresses;

/**
 * Sends messages of the interaction model to groups (Matter core 4.16.2): once, on every interface,
 * neither acknowledged nor answered, so without an exchange. In two calls, in one poll:
 *
 * <pre>
 *   TlvWriter payload = sender.begin();     null: no packet is free, later perhaps
 *   ... the message goes into payload ...
 *   sender.send(fabricIndex, groupId, opcode);
 * </pre>
 */
public final class GroupSender {
    /** Where every node hears its groups. */
    public static final int PORT = 5540;

    private final FabricTable fabrics;
    private final GroupSealer sealer;
    private final Pool<Packet> packets;
    private final DatagramPort udp;
    private final NetworkPort network;
    private final ExchangeCounters counters;
    private final TlvWriter writer = new TlvWriter();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final PeerAddress to = new PeerAddress();

    /** Lent by {@link #begin}. */
    private Packet packet;

    private int exchangeId;

    public GroupSender(
            FabricTable fabrics,
            GroupSealer sealer,
            Outbox outbox,
            DatagramPort udp,
            NetworkPort network,
            Drbg drbg,
            ExchangeCounters counters) {
        this.fabrics = fabrics;
        this.sealer = sealer;
        this.packets = outbox.packets();
        this.udp = udp;
        this.network = network;
        this.counters = counters;
        exchangeId = drbg.nextInt();
    }

    /**
     * Begins a message; {@link #send} or {@link #abandon} follows before the poll ends.
     *
     * @return takes the payload, as much as one UDP packet has room for; null when no packet is
     *     free
     */
    public TlvWriter begin() {
        abandon();
        packet = packets.take();
        if (packet == null) {
            return null;
        }
        int room = Packet.PAYLOAD + Packet.MAX_UDP_MESSAGE - GroupSealer.OVERHEAD;
        writer.wrap(packet.bytes, Packet.PAYLOAD, room);
        return writer;
    }

    /**
     * Seals what was begun for a group of a fabric and sends it on every interface.
     *
     * @param groupId 1..65535
     * @param opcode of the interaction model
     * @return OK, also when the network took nothing; NO_PACKET when nothing was begun; TOO_LONG;
     *     NO_GROUP_KEY; STORAGE. The packet is free again in any case.
     */
    public int send(int fabricIndex, int groupId, int opcode) {
        if (packet == null) {
            return ExchangeStatus.NO_PACKET;
        }
        int status = writer.overflowed() ? ExchangeStatus.TOO_LONG : ExchangeStatus.OK;
        Fabric fabric = fabrics.find(fabricIndex);
        if (status == ExchangeStatus.OK) {
            status = fabric == null ? ExchangeStatus.NO_GROUP_KEY : seal(fabric, groupId, opcode);
        }
        if (status == ExchangeStatus.OK) {
            counters.txMessages++;
            multicast(fabric.fabricId, groupId);
        }
        abandon();
        return status;
    }

    /** Drops what was begun, if anything. */
    public void abandon() {
        if (packet != null) {
            packets.release(packet);
            packet = null;
        }
    }

    private int seal(Fabric fabric, int groupId, int opcode) {
        protocol.clear();
        protocol.exchangeFlags = ProtocolHeader.INITIATOR;
        protocol.exchangeId = exchangeId & 0xFFFF;
        protocol.protocolId = ProtocolId.INTERACTION_MODEL;
        protocol.opcode = opcode;
        int length = writer.position() - Packet.PAYLOAD;
        switch (sealer.seal(fabric, groupId, protocol, packet, length)) {
            case MessageStatus.OK:
                exchangeId++;
                return ExchangeStatus.OK;
            case MessageStatus.STORAGE:
                return ExchangeStatus.STORAGE;
            default:
                return ExchangeStatus.NO_GROUP_KEY;
        }
    }

    private void multicast(long fabricId, int groupId) {
        GroupAddresses.write(fabricId, groupId, to.ip);
        to.port = PORT;
        for (int i = 0; i < network.interfaceCount(); i++) {
            to.interfaceIndex = network.interfaceIndex(i);
            udp.send(packet.bytes, packet.offset, packet.length, to);
        }
    }
}
