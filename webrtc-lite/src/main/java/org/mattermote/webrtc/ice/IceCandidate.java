package org.mattermote.webrtc.ice;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;
import static org.mattermote.webrtc.text.WordList.EXACT;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.text.AddressText;
import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.TextReader;
import org.mattermote.webrtc.text.TextWriter;

/**
 * One candidate, as text says it (RFC 8839 5.1, RFC 6544 4.5):
 *
 * <pre>
 * [a=]candidate:FOUNDATION COMPONENT TRANSPORT PRIORITY ADDRESS PORT typ TYPE
 *     [raddr ADDRESS] [rport PORT] [tcptype TYPE] [NAME VALUE]...
 * </pre>
 *
 * Of the extensions, {@code tcptype} and {@code ufrag} are kept; generation, network-id,
 * network-cost and all others are passed over. A related address that is no address is taken as
 * none.
 */
public final class IceCandidate {
    /** Types. */
    public static final int HOST = 0;

    public static final int SRFLX = 1;
    public static final int PRFLX = 2;
    public static final int RELAY = 3;

    /** What TCP does (RFC 6544); UDP for no TCP at all. */
    public static final int UDP = 0;

    public static final int TCP_ACTIVE = 1;
    public static final int TCP_PASSIVE = 2;
    public static final int TCP_SO = 3;

    /** Of a media section that nobody named. */
    public static final int NO_SECTION = 0xFF;

    public static final int COMPONENT_MAX = 256;
    public static final int PORT_MAX = 65535;

    private static final int FOUNDATION_LENGTH_MAX = 32;
    private static final long FOUNDATION_NUMBER_MAX = 0xFFFFFFFFL;

    private static final int LOCAL_PREFERENCE = 65535;
    private static final byte[] TYPE_PREFERENCES = {126, 100, 110, 0};

    /** candidate, a=candidate. */
    private static final byte[] CANDIDATE = {
        EXACT, 9, 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', 11, 'a', '=', 'c', 'a', 'n', 'd',
        'i', 'd', 'a', 't', 'e'
    };

    /** udp, tcp. */
    private static final byte[] TRANSPORTS = {ANY_CASE, 3, 'u', 'd', 'p', 3, 't', 'c', 'p'};

    /** Of TRANSPORTS. */
    private static final int TCP_WORD = 1;

    /** HOST to RELAY: host, srflx, prflx, relay. */
    private static final byte[] TYPES = {
        EXACT, 4, 'h', 'o', 's', 't', 5, 's', 'r', 'f', 'l', 'x', 5, 'p', 'r', 'f', 'l', 'x', 5,
        'r', 'e', 'l', 'a', 'y'
    };

    /** TCP_ACTIVE to TCP_SO: active, passive, so. */
    private static final byte[] TCP_TYPES = {
        EXACT, 6, 'a', 'c', 't', 'i', 'v', 'e', 7, 'p', 'a', 's', 's', 'i', 'v', 'e', 2, 's', 'o'
    };

    private static final int RADDR = 0;
    private static final int RPORT = 1;
    private static final int TCPTYPE = 2;
    private static final int UFRAG = 3;
    private static final int TYP = 4;

    /** raddr, rport, tcptype, ufrag, typ. */
    private static final byte[] NAMES = {
        EXACT, 5, 'r', 'a', 'd', 'd', 'r', 5, 'r', 'p', 'o', 'r', 't', 7, 't', 'c', 'p', 't', 'y',
        'p', 'e', 5, 'u', 'f', 'r', 'a', 'g', 3, 't', 'y', 'p'
    };

    private final TextReader reader = new TextReader();

    /** A foundation that is a number below 2^32 is that number, any other its hash. */
    public int foundation;

    /** 1 to 256; 1 is RTP, and everything where RTCP goes the same way. */
    public int component;

    /** UDP, or what TCP does. */
    public int transport;

    /** 1 to 2^31 − 1. */
    public int priority;

    /** A kind of {@link AddressText}. */
    public int addressKind;

    public final byte[] address = new byte[AddressText.LENGTH];
    public int port;

    /** HOST, SRFLX, PRFLX or RELAY. */
    public int type;

    /** {@link AddressText#NONE} where there is none. */
    public int relatedKind;

    public final byte[] relatedAddress = new byte[AddressText.LENGTH];

    /** 0 where there is none. */
    public int relatedPort;

    /** Number of the media section it belongs to, or NO_SECTION. Not in the text. */
    public int section = NO_SECTION;

    /** Where in the text the user fragment of its generation is; length 0 where there is none. */
    public int ufragAt;

    public int ufragLength;

    /** The priority (RFC 8445 5.1.2.1) of a candidate of ours on a host with one address. */
    public static int priority(int type, int component) {
        return TYPE_PREFERENCES[type] << 24 | LOCAL_PREFERENCE << 8 | COMPONENT_MAX - component;
    }

    /**
     * Reads a candidate. Empty text, and {@code end-of-candidates} as an attribute, say that no
     * more will come.
     *
     * @return OK, END_OF_CANDIDATES, IGNORED for one of TCP (every field is set), MALFORMED or
     *     UNKNOWN
     */
    public int read(byte[] text, int offset, int length) {
        if (length == 0) {
            return IceStatus.END_OF_CANDIDATES;
        }
        reader.wrap(text, offset, length);
        reader.nextPart(':');
        if (reader.wordIn(CANDIDATE) < 0) {
            return IceStatus.MALFORMED;
        }
        clear();
        return fields(text);
    }

    /** As one over UDP without any extension, of a section that nobody named. */
    void clear() {
        component = 1;
        transport = UDP;
        relatedKind = AddressText.NONE;
        relatedPort = 0;
        section = NO_SECTION;
        ufragAt = 0;
        ufragLength = 0;
    }

    /** Reads what follows {@code candidate:}. */
    private int fields(byte[] text) {
        if (!reader.nextWord() || !readFoundation(text)) {
            return IceStatus.MALFORMED;
        }
        component = reader.nextNumber(COMPONENT_MAX);
        int word = reader.nextWordIn(TRANSPORTS);
        priority = reader.nextNumber(Integer.MAX_VALUE);
        reader.nextWord();
        addressKind = readAddress(text, address);
        port = reader.nextNumber(PORT_MAX);
        int typ = reader.nextWordIn(NAMES);
        type = reader.nextWordIn(TYPES);
        if (word == TCP_WORD) {
            // RFC 6544 demands a type; one without is as one that only accepts connections
            transport = TCP_PASSIVE;
        }
        if (component < 1
                || priority < 1
                || port < 0
                || typ != TYP
                || reader.wordLength() == 0
                || !readExtensions(text)) {
            return IceStatus.MALFORMED;
        }
        if (word < 0 || type < 0 || addressKind == AddressText.NONE) {
            return IceStatus.UNKNOWN;
        }
        return transport == UDP ? IceStatus.OK : IceStatus.IGNORED;
    }

    /** The word at hand. */
    private int readAddress(byte[] text, byte[] into) {
        return AddressText.read(text, reader.wordAt(), reader.wordLength(), into);
    }

    private boolean readFoundation(byte[] text) {
        int at = reader.wordAt();
        int length = reader.wordLength();
        if (length > FOUNDATION_LENGTH_MAX || !reader.isWordOf(Ascii.ICE_CHARS)) {
            return false;
        }
        long number = Ascii.number(text, at, length);
        boolean isNumber =
                number >= 0 && number <= FOUNDATION_NUMBER_MAX && (text[at] != '0' || length == 1);
        foundation = isNumber ? (int) number : Ascii.hash(Ascii.HASH_BASIS, text, at, length);
        return true;
    }

    /** Pairs of a name and a value. */
    private boolean readExtensions(byte[] text) {
        Bytes.zero(relatedAddress);
        while (reader.nextWord()) {
            int name = reader.wordIn(NAMES);
            if (!reader.nextWord()) {
                return false;
            }
            switch (name) {
                case RADDR:
                    relatedKind = readAddress(text, relatedAddress);
                    break;
                case RPORT:
                    relatedPort = reader.wordNumber(PORT_MAX);
                    if (relatedPort < 0) {
                        return false;
                    }
                    break;
                case TCPTYPE:
                    if (transport != UDP) {
                        transport = reader.wordIn(TCP_TYPES) + 1;
                        if (transport == UDP) {
                            return false;
                        }
                    }
                    break;
                case UFRAG:
                    ufragAt = reader.wordAt();
                    ufragLength = reader.wordLength();
                    break;
                default:
                    break;
            }
        }
        return true;
    }

    /**
     * Writes the candidate, from {@code candidate:} on. What is not of type host says where it is
     * seen from, as RFC 8839 demands; where that is not known, the address is all zeros.
     */
    public void write(TextWriter out) {
        out.word(CANDIDATE, 0);
        out.letter(':');
        out.number(foundation & FOUNDATION_NUMBER_MAX);
        number(component, out);
        word(TRANSPORTS, transport == UDP ? 0 : TCP_WORD, out);
        number(priority, out);
        address(addressKind, address, out);
        number(port, out);
        word(NAMES, TYP, out);
        word(TYPES, type, out);
        if (type != HOST || relatedKind != AddressText.NONE) {
            writeRelated(out);
        }
        if (transport != UDP) {
            word(NAMES, TCPTYPE, out);
            word(TCP_TYPES, transport - 1, out);
        }
    }

    private void writeRelated(TextWriter out) {
        int kind = relatedKind;
        if (kind == AddressText.NONE) {
            Bytes.zero(relatedAddress);
            kind = addressKind == AddressText.IPV6 ? AddressText.IPV6 : AddressText.IPV4;
        }
        word(NAMES, RADDR, out);
        address(kind, relatedAddress, out);
        word(NAMES, RPORT, out);
        number(relatedPort, out);
    }

    // Each with a space before.

    private static void number(int value, TextWriter out) {
        out.letter(' ');
        out.number(value);
    }

    private static void word(byte[] list, int index, TextWriter out) {
        out.letter(' ');
        out.word(list, index);
    }

    private static void address(int kind, byte[] address, TextWriter out) {
        out.letter(' ');
        AddressText.write(kind, address, out);
    }
}
