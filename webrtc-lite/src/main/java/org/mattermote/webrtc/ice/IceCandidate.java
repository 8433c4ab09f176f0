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

    /** FNV-1a, 32 bits. */
    private static final int HASH_BASIS = 0x811C9DC5;

    private static final int HASH_PRIME = 0x01000193;

    private static final int LOCAL_PREFERENCE = 65535;
    private static final byte[] TYPE_PREFERENCES = {126, 100, 110, 0};

    private static final byte[] ATTRIBUTE = {EXACT, 2, 'a', '='};
    private static final byte[] CANDIDATE = {
        EXACT, 10, 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', ':'
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
        reader.take(ATTRIBUTE);
        if (!reader.take(CANDIDATE)) {
            return IceStatus.MALFORMED;
        }
        section = NO_SECTION;
        return fields(text);
    }

    /** Reads what follows {@code candidate:}. */
    private int fields(byte[] text) {
        if (!reader.nextWord() || !readFoundation(text)) {
            return IceStatus.MALFORMED;
        }
        component = nextNumber(COMPONENT_MAX);
        reader.nextWord();
        int word = reader.wordIn(TRANSPORTS);
        priority = nextNumber(Integer.MAX_VALUE);
        addressKind = nextAddress(text, address);
        port = nextNumber(PORT_MAX);
        boolean typed = reader.nextWord() && reader.wordIn(NAMES) == TYP && reader.nextWord();
        type = reader.wordIn(TYPES);
        if (component < 1
                || priority < 1
                || port < 0
                || !typed
                || !readExtensions(text, word == TCP_WORD)) {
            return IceStatus.MALFORMED;
        }
        if (word < 0 || type < 0 || addressKind == AddressText.NONE) {
            return IceStatus.UNKNOWN;
        }
        return word == TCP_WORD ? IceStatus.IGNORED : IceStatus.OK;
    }

    /** The next word as a number; negative when it is none, or there is no word. */
    private int nextNumber(int most) {
        return reader.nextWord() ? reader.wordNumber(most) : -1;
    }

    private int nextAddress(byte[] text, byte[] into) {
        reader.nextWord();
        return AddressText.read(text, reader.wordAt(), reader.wordLength(), into);
    }

    private boolean readFoundation(byte[] text) {
        int at = reader.wordAt();
        int length = reader.wordLength();
        if (length > FOUNDATION_LENGTH_MAX) {
            return false;
        }
        int hash = HASH_BASIS;
        for (int i = at; i < at + length; i++) {
            if (!Ascii.isIceChar(text[i])) {
                return false;
            }
            hash = (hash ^ text[i]) * HASH_PRIME;
        }
        long number = Ascii.number(text, at, length);
        boolean isNumber =
                number >= 0 && number <= FOUNDATION_NUMBER_MAX && (text[at] != '0' || length == 1);
        foundation = isNumber ? (int) number : hash;
        return true;
    }

    /** Pairs of a name and a value. */
    private boolean readExtensions(byte[] text, boolean tcp) {
        relatedKind = AddressText.NONE;
        Bytes.zero(relatedAddress);
        relatedPort = 0;
        ufragAt = 0;
        ufragLength = 0;
        // RFC 6544 demands it; one without is as one that only accepts connections
        transport = tcp ? TCP_PASSIVE : UDP;
        while (reader.nextWord()) {
            int name = reader.wordIn(NAMES);
            if (!reader.nextWord()) {
                return false;
            }
            switch (name) {
                case RADDR:
                    relatedKind =
                            AddressText.read(
                                    text, reader.wordAt(), reader.wordLength(), relatedAddress);
                    break;
                case RPORT:
                    relatedPort = reader.wordNumber(PORT_MAX);
                    break;
                case TCPTYPE:
                    transport = tcp ? reader.wordIn(TCP_TYPES) + 1 : UDP;
                    break;
                case UFRAG:
                    ufragAt = reader.wordAt();
                    ufragLength = reader.wordLength();
                    break;
                default:
                    break;
            }
            if (relatedPort < 0 || tcp && transport == UDP) {
                return false;
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
        out.number(foundation & FOUNDATION_NUMBER_MAX);
        number(component, out);
        out.letter(' ');
        out.word(TRANSPORTS, transport == UDP ? 0 : TCP_WORD);
        number(priority, out);
        out.letter(' ');
        AddressText.write(addressKind, address, out);
        number(port, out);
        name(TYP, out);
        out.word(TYPES, type);
        if (type != HOST || relatedKind != AddressText.NONE) {
            writeRelated(out);
        }
        if (transport != UDP) {
            name(TCPTYPE, out);
            out.word(TCP_TYPES, transport - 1);
        }
    }

    private void writeRelated(TextWriter out) {
        int kind = relatedKind;
        if (kind == AddressText.NONE) {
            Bytes.zero(relatedAddress);
            kind = addressKind == AddressText.IPV6 ? AddressText.IPV6 : AddressText.IPV4;
        }
        name(RADDR, out);
        AddressText.write(kind, relatedAddress, out);
        name(RPORT, out);
        out.number(relatedPort);
    }

    private static void number(int value, TextWriter out) {
        out.letter(' ');
        out.number(value);
    }

    /** A name of NAMES, and the space before its value. */
    private static void name(int name, TextWriter out) {
        out.letter(' ');
        out.word(NAMES, name);
        out.letter(' ');
    }
}
