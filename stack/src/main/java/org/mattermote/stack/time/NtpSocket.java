package org.mattermote.stack.time;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * The Matter socket, as a node has it that asks an NTP server: whatever comes from the server's
 * port, while an answer is awaited from there, is kept from Matter, and the answer for {@link
 * SntpClient}. So no platform needs another socket. The fixed port that the questions come from is
 * no help to who wants to answer in the server's place: he has to know their 64 random bits.
 */
final class NtpSocket implements DatagramPort {
    /** Of servers. */
    static final int NTP_PORT = 123;

    /** {@link #status}: no answer yet. */
    static final int SILENT = 1;

    /** Answers that one call looks behind for a message. */
    private static final int MAX_KEPT = 4;

    private final DatagramPort udp;
    private final PeerAddress server = new PeerAddress();

    /** The question, then whatever comes from the server, then the answer. */
    private final byte[] packet = new byte[NtpPacket.LENGTH];

    private long nonce;
    private boolean listening;

    /** Of the answer in {@link #packet}, SILENT for none. */
    private int status = SILENT;

    NtpSocket(DatagramPort udp) {
        this.udp = udp;
    }

    /** Who is asked from now on: 16 bytes of address, to be written. */
    byte[] server() {
        server.clear();
        server.port = NTP_PORT;
        return server.ip;
    }

    /** Sends a question, and listens for its answer, and no other's; OK or FAILED. */
    int ask(long nonce) {
        NtpPacket.ask(packet, nonce);
        this.nonce = nonce;
        listening = true;
        status = SILENT;
        return udp.send(packet, 0, NtpPacket.LENGTH, server);
    }

    /** What {@link NtpPacket#check} says of the answer; {@link #SILENT} while there is none. */
    int status() {
        return status;
    }

    /** The answer. */
    byte[] answer() {
        return packet;
    }

    /** Listens no more. */
    void close() {
        listening = false;
        status = SILENT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        for (int i = 0; i < MAX_KEPT; i++) {
            int length = udp.receive(buffer, offset, capacity, from);
            if (!listening || length == PortStatus.NONE || !isServer(from)) {
                return length;
            }
            if (length == NtpPacket.LENGTH && status == SILENT) {
                System.arraycopy(buffer, offset, packet, 0, length);
                int worth = NtpPacket.check(packet, length, nonce);
                status = worth == NtpPacket.NOT_OURS ? SILENT : worth;
            }
        }
        // There may be more: dropped, but not the last.
        return PortStatus.TOO_SMALL;
    }

    private boolean isServer(PeerAddress from) {
        // The interface is not asked: a link-local server is one on any of them.
        if (from.port != NTP_PORT) {
            return false;
        }
        return from.high() == server.high() && from.low() == server.low();
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return udp.send(buffer, offset, length, to);
    }
}
