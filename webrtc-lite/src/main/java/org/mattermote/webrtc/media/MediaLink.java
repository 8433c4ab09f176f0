package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.link.FrameLink;
import org.mattermote.webrtc.link.LinkEvents;
import org.mattermote.webrtc.link.TransmitRoom;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.sdp.Setup;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * A media processor behind a wire: what is asked of it and what it tells are messages ({@link
 * LinkMessage}) over a {@link FrameLink}.
 *
 * <p>A request is taken when the transmit room has place for all of it. An end is always taken, for
 * nothing else is where the room ends: as long as one waits there all requests are refused, so that
 * everything arrives in the order it was asked for, and one end a session is all that may come.
 */
public final class MediaLink implements MediaPort, LinkEvents {
    /**
     * Bytes of the transmit room for requests: an OPEN and a PEER of the longest credentials and
     * mids, or one of usual ones and sixteen candidates, or so.
     */
    public static final int ROOM = 688;

    /** A frame with the longest message of a processor. */
    private static final int LONGEST_FRAME = 64;

    private static final int ID = 1;
    private static final int BODY = 3;
    private static final int HELLO_FLAGS = 0;
    private static final int HELLO_FINGERPRINT = 1;

    private static final int CLOSE_LENGTH = TransmitRoom.OVERHEAD + BODY;
    private static final int OPEN_LENGTH =
            TransmitRoom.OVERHEAD
                    + BODY
                    + 1
                    + 2
                    + IceCredentials.UFRAG_LENGTH
                    + 2
                    + IceCredentials.PASSWORD_LENGTH;

    private final TransmitRoom room;
    private final FrameLink link;
    private final SdpStream[] streams;
    private final byte[] fingerprint = new byte[FINGERPRINT_LENGTH];
    private final IceCandidate candidate = new IceCandidate();
    private final ByteSpan span = new ByteSpan();

    /** Bytes at the end of the room, where only ends of sessions go. */
    private final int endsLength;

    private MediaEvents events;
    private boolean standby;
    private int ignored;

    /**
     * @param epoch random, drawn at each boot
     * @param sessions at a time
     * @param streams of the maker, as {@link SdpSession#stream} counts them
     */
    public MediaLink(MediaWire wire, int epoch, int sessions, SdpStream[] streams) {
        endsLength = sessions * CLOSE_LENGTH;
        room = new TransmitRoom(ROOM + endsLength);
        link = new FrameLink(wire, room, LONGEST_FRAME, epoch, this);
        this.streams = streams;
    }

    /** The frames below, for its counters. */
    public FrameLink link() {
        return link;
    }

    /** Messages that nobody understands. */
    public int ignored() {
        return ignored;
    }

    @Override
    public void attach(MediaEvents events) {
        this.events = events;
    }

    @Override
    public boolean isReady() {
        return link.isUp();
    }

    @Override
    public boolean isStandby() {
        return standby;
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        System.arraycopy(fingerprint, 0, into, at, FINGERPRINT_LENGTH);
    }

    @Override
    public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        renew(id, credentials, policy, iceServers);
        return end();
    }

    @Override
    public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        if (iceServers != null) {
            servers(id, iceServers);
        }
        begin(LinkMessage.OPEN, id);
        room.u8(policy);
        credentials(credentials);
        room.endMessage();
    }

    /** Those that fit an empty room together with the OPEN. */
    private void servers(int id, TlvReader list) {
        list.enter();
        while (list.next() == CodecStatus.OK) {
            begin(LinkMessage.ICE_SERVER, id);
            list.enter();
            while (list.next() == CodecStatus.OK) {
                int tag = list.tag();
                if (tag == WebRtcTypes.ICE_SERVER_STRUCT_URLS) {
                    list.enter();
                    while (list.next() == CodecStatus.OK) {
                        serverText(LinkMessage.URL, list);
                    }
                    list.exit();
                } else if (tag == WebRtcTypes.ICE_SERVER_STRUCT_USERNAME) {
                    serverText(LinkMessage.USERNAME, list);
                } else if (tag == WebRtcTypes.ICE_SERVER_STRUCT_CREDENTIAL) {
                    serverText(LinkMessage.CREDENTIAL, list);
                }
            }
            list.exit();
            if (room.written() + OPEN_LENGTH > ROOM) {
                room.cancelMessage();
            } else {
                room.endMessage();
            }
        }
    }

    private void serverText(int what, TlvReader text) {
        room.u8(what);
        room.text(text.array(), text.dataOffset(), text.dataLength());
    }

    @Override
    public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
        // All streams go the way of the first one.
        int first = -1;
        int count = 0;
        int sections = Math.min(session.sections(), peer.sections());
        for (int i = sections - 1; i >= 0; i--) {
            if (session.stream(i) >= 0) {
                first = i;
                count++;
            }
        }
        if (count == 0) {
            room.cancel();
            return link.isUp() ? MediaStatus.OK : MediaStatus.INVALID_IN_STATE;
        }
        TransmitRoom to = room;
        int dtls = session.setup() == Setup.ACTIVE ? LinkMessage.DTLS_CLIENT : 0;
        begin(LinkMessage.PEER, id);
        to.u8(controlling ? LinkMessage.CONTROLLING | dtls : dtls);
        text(peer.ufrag(first, span));
        text(peer.password(first, span));
        fingerprint(peer.fingerprint(first, span));
        credentials(session.credentials());
        to.u8(count);
        for (int i = first; i < sections; i++) {
            int stream = session.stream(i);
            if (stream >= 0) {
                to.u8(i);
                to.u8(peer.section(i).kind());
                to.u8(streams[stream].codec());
                to.u8(session.direction(i));
                to.u8(session.payloadType(i));
                to.u8(session.feedback(i));
                to.u8(stream);
                text(peer.mid(i, span));
            }
        }
        span.clear();
        return end();
    }

    /** Two digits a byte, a colon behind them. */
    private void fingerprint(ByteSpan hex) {
        int value = 0;
        for (int i = 0; i < 2 * FINGERPRINT_LENGTH; i++) {
            value = value << 4 | (hex.length == 0 ? 0 : digit(hex.array[hex.offset + i + i / 2]));
            if ((i & 1) != 0) {
                room.u8(value);
            }
        }
    }

    private static int digit(int letter) {
        return letter <= '9' ? letter - '0' : (letter & 7) + 9;
    }

    @Override
    public int candidate(int id, IceCandidate candidate) {
        begin(LinkMessage.CANDIDATE, id);
        LinkCandidate.write(candidate, room);
        return end();
    }

    @Override
    public int endOfCandidates(int id) {
        begin(LinkMessage.END_OF_CANDIDATES, id);
        return end();
    }

    @Override
    public void close(int id) {
        begin(LinkMessage.CLOSE, id);
        room.commit();
    }

    private void begin(int message, int id) {
        room.beginMessage();
        room.u8(message);
        room.u16(id);
    }

    /** Asks for what was written; ends of all sessions have their place behind it. */
    private int end() {
        if (!link.isUp()) {
            room.cancel();
            return MediaStatus.INVALID_IN_STATE;
        }
        return room.commit(endsLength) ? MediaStatus.OK : MediaStatus.RESOURCE_EXHAUSTED;
    }

    private void credentials(IceCredentials from) {
        room.text(from.letters, from.ufragAt, IceCredentials.UFRAG_LENGTH);
        room.text(from.letters, from.passwordAt(), IceCredentials.PASSWORD_LENGTH);
    }

    private void text(ByteSpan from) {
        room.text(from.array, from.offset, from.length);
    }

    @Override
    public long poll(long nowMillis) {
        return link.poll(nowMillis);
    }

    @Override
    public boolean hello(byte[] bytes, int at, int length) {
        if (length < HELLO_FINGERPRINT + FINGERPRINT_LENGTH) {
            return false;
        }
        standby = (bytes[at + HELLO_FLAGS] & LinkMessage.IN_STANDBY) != 0;
        System.arraycopy(bytes, at + HELLO_FINGERPRINT, fingerprint, 0, FINGERPRINT_LENGTH);
        return true;
    }

    @Override
    public void up() {
        events.processorReady();
    }

    @Override
    public void down() {
        events.processorLost();
    }

    @Override
    public void message(byte[] bytes, int at, int length) {
        int type = bytes[at] & 0xFF;
        if (type == LinkMessage.SOURCE_READY) {
            standby = false;
            events.sourceReady();
        } else if (type == LinkMessage.STANDBY) {
            standby = true;
        } else if (length < BODY || !aboutSession(type, bytes, at, length)) {
            ignored++;
        }
    }

    private boolean aboutSession(int type, byte[] bytes, int at, int length) {
        int id = Bytes.u16le(bytes, at + ID);
        switch (type) {
            case LinkMessage.LOCAL_CANDIDATE:
                if (!LinkCandidate.read(bytes, at + BODY, length - BODY, candidate)) {
                    return false;
                }
                events.localCandidate(id, candidate);
                return true;
            case LinkMessage.GATHERED:
                events.gathered(id);
                return true;
            case LinkMessage.CONNECTED:
                events.connected(id);
                return true;
            case LinkMessage.FAILED:
                if (length <= BODY) {
                    return false;
                }
                events.failed(
                        id,
                        Math.min(
                                bytes[at + BODY] & 0xFF,
                                WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON));
                return true;
            default:
                return false;
        }
    }

    /** Between polls. */
    public void state(SlotState state, long nowMillis) {
        link.state(state, nowMillis);
        standby = state.flag(standby);
        state.bytes(fingerprint);
    }
}
