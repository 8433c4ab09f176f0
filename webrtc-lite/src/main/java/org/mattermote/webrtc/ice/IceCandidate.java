package org.mattermote.webrtc.ice;

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
    private static final int NUMBER_LENGTH_MAX = 10;
    private static final long FOUNDATION_NUMBER_MAX = 0xFFFFFFFFL;

    /** FNV-1a, 32 bits. */
    private static final int HASH_BASIS = 0x811C9DC5;

    private static final int HASH_PRIME = 0x01000193;

    private static final int LOCAL_PREFERENCE = 65535;
    private static final byte[] TYPE_PREFERENCES = {126, 100, 110, 0};

    private static final byte[] ATTRIBUTE = {'a', '='};
    private static final byte[] CANDIDATE = {'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', ':'};
    private static final byte[] UDP_WORD = {'u', 'd', 'p'};
    private static final byte[] TCP_WORD = {'t', 'c', 'p'};
    private static final byte[] TYP_WORD = {'t', 'y', 'p'};
    private static final byte[] HOST_WORD = {'h', 'o', 's', 't'};
    private static final byte[] SRFLX_WORD = {'s', 'r', 'f', 'l', 'x'};
    private static final byte[] PRFLX_WORD = {'p', 'r', 'f', 'l', 'x'};
    private static final byte[] RELAY_WORD = {'r', 'e', 'l', 'a', 'y'};
    private static final byte[] RADDR_WORD = {'r', 'a', 'd', 'd', 'r'};
    private static final byte[] RPORT_WORD = {'r', 'p', 'o', 'r', 't'};
    private static final byte[] TCPTYPE_WORD = {'t', 'c', 'p', 't', 'y', 'p', 'e'};
    private static final byte[] ACTIVE_WORD = {'a', 'c', 't', 'i', 'v', 'e'};
    private static final byte[] PASSIVE_WORD = {'p', 'a', 's', 's', 'i', 'v', 'e'};
    private static final byte[] SO_WORD = {'s', 'o'};
    private static final byte[] UFRAG_WORD = {'u', 'f', 'r', 'a', 'g'};

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
        component = reader.nextWord() ? reader.wordNumber(COMPONENT_MAX) : -1;
        if (component < 1 || !reader.nextWord()) {
            return IceStatus.MALFORMED;
        }
        boolean udp = reader.wordIsAnyCase(UDP_WORD);
        boolean tcp = reader.wordIsAnyCase(TCP_WORD);
        priority = reader.nextWord() ? reader.wordNumber(Integer.MAX_VALUE) : -1;
        if (priority < 1 || !reader.nextWord()) {
            return IceStatus.MALFORMED;
        }
        addressKind = AddressText.read(text, reader.wordAt(), reader.wordLength(), address);
        port = reader.nextWord() ? reader.wordNumber(PORT_MAX) : -1;
        if (port < 0 || !reader.nextWord() || !reader.wordIs(TYP_WORD) || !reader.nextWord()) {
            return IceStatus.MALFORMED;
        }
        type = readType();
        if (!readExtensions(text, tcp)) {
            return IceStatus.MALFORMED;
        }
        if (!udp && !tcp || type < 0 || addressKind == AddressText.NONE) {
            return IceStatus.UNKNOWN;
        }
        return udp ? IceStatus.OK : IceStatus.IGNORED;
    }

    private boolean readFoundation(byte[] text) {
        int at = reader.wordAt();
        int length = reader.wordLength();
        if (length > FOUNDATION_LENGTH_MAX) {
            return false;
        }
        int hash = HASH_BASIS;
        long number = 0;
        boolean isNumber = length <= NUMBER_LENGTH_MAX && (text[at] != '0' || length == 1);
        for (int i = at; i < at + length; i++) {
            if (!Ascii.isIceChar(text[i])) {
                return false;
            }
            hash = (hash ^ text[i]) * HASH_PRIME;
            isNumber = isNumber && Ascii.isDigit(text[i]);
            number = number * 10 + text[i] - '0';
        }
        foundation = isNumber && number <= FOUNDATION_NUMBER_MAX ? (int) number : hash;
        return true;
    }

    private int readType() {
        if (reader.wordIs(HOST_WORD)) {
            return HOST;
        }
        if (reader.wordIs(SRFLX_WORD)) {
            return SRFLX;
        }
        if (reader.wordIs(PRFLX_WORD)) {
            return PRFLX;
        }
        return reader.wordIs(RELAY_WORD) ? RELAY : -1;
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
            boolean isAddress = reader.wordIs(RADDR_WORD);
            boolean isPort = reader.wordIs(RPORT_WORD);
            boolean isTcpType = reader.wordIs(TCPTYPE_WORD);
            boolean isUfrag = reader.wordIs(UFRAG_WORD);
            if (!reader.nextWord()) {
                return false;
            }
            if (isAddress) {
                relatedKind =
                        AddressText.read(
                                text, reader.wordAt(), reader.wordLength(), relatedAddress);
            } else if (isPort) {
                relatedPort = reader.wordNumber(PORT_MAX);
            } else if (isTcpType && tcp) {
                transport = readTcpType();
            } else if (isUfrag) {
                ufragAt = reader.wordAt();
                ufragLength = reader.wordLength();
            }
            if (relatedPort < 0 || transport < 0) {
                return false;
            }
        }
        return true;
    }

    private int readTcpType() {
        if (reader.wordIs(ACTIVE_WORD)) {
            return TCP_ACTIVE;
        }
        if (reader.wordIs(PASSIVE_WORD)) {
            return TCP_PASSIVE;
        }
        return reader.wordIs(SO_WORD) ? TCP_SO : -1;
    }

    /**
     * Writes the candidate, from {@code candidate:} on. What is not of type host says where it is
     * seen from, as RFC 8839 demands; where that is not known, the address is all zeros.
     */
    public void write(TextWriter out) {
        out.put(CANDIDATE);
        out.number(foundation & FOUNDATION_NUMBER_MAX);
        out.letter(' ');
        out.number(component);
        out.letter(' ');
        out.put(transport == UDP ? UDP_WORD : TCP_WORD);
        out.letter(' ');
        out.number(priority);
        out.letter(' ');
        AddressText.write(addressKind, address, out);
        out.letter(' ');
        out.number(port);
        word(TYP_WORD, out);
        word(typeWord(), out);
        if (type != HOST || relatedKind != AddressText.NONE) {
            writeRelated(out);
        }
        if (transport != UDP) {
            word(TCPTYPE_WORD, out);
            word(tcpTypeWord(), out);
        }
    }

    private void writeRelated(TextWriter out) {
        word(RADDR_WORD, out);
        out.letter(' ');
        if (relatedKind != AddressText.NONE) {
            AddressText.write(relatedKind, relatedAddress, out);
        } else {
            Bytes.zero(relatedAddress);
            boolean isIpv6 = addressKind == AddressText.IPV6;
            AddressText.write(isIpv6 ? AddressText.IPV6 : AddressText.IPV4, relatedAddress, out);
        }
        word(RPORT_WORD, out);
        out.letter(' ');
        out.number(relatedPort);
    }

    private static void word(byte[] word, TextWriter out) {
        out.letter(' ');
        out.put(word);
    }

    private byte[] typeWord() {
        switch (type) {
            case HOST:
                return HOST_WORD;
            case SRFLX:
                return SRFLX_WORD;
            case PRFLX:
                return PRFLX_WORD;
            default:
                return RELAY_WORD;
        }
    }

    private byte[] tcpTypeWord() {
        switch (transport) {
            case TCP_ACTIVE:
                return ACTIVE_WORD;
            case TCP_PASSIVE:
                return PASSIVE_WORD;
            default:
                return SO_WORD;
        }
    }
}
