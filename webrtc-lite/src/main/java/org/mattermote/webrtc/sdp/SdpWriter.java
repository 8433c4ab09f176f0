package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.text.TextWriter;

/**
 * Decides on our answers and offers for the streams a maker's product has, takes the peer's answers
 * (RFC 3264, JSEP), and writes ours into a stretch that is lent.
 *
 * <p>{@link #answer}, {@link #offer} and {@link #accept} say what is to hold, in {@link #next}, and
 * leave the session as it is until {@link #commit}. {@link #write} writes what holds, any number of
 * times.
 *
 * <p>A session has one transport: sections that are not in one BUNDLE group with the first accepted
 * one are refused, as is what has no RTCP on the same port, a data channel, and a second section of
 * a kind that the product has one stream of.
 *
 * <p>The direction of an answer is what remains of the stream's own:
 *
 * <pre>
 * offered    stream SENDONLY  RECVONLY  SENDRECV
 * sendrecv          sendonly  recvonly  sendrecv
 * recvonly          sendonly  inactive  sendonly
 * sendonly          inactive  recvonly  recvonly
 * inactive          inactive  inactive  inactive
 * </pre>
 */
public final class SdpWriter {
    /** Everything the product has: a bit for each of {@link MediaKind}. */
    public static final int ALL = 1 << MediaKind.AUDIO | 1 << MediaKind.VIDEO;

    private final int longest;
    private final SdpStream[] streams;
    private final TextWriter out;
    private final SdpText text;
    private final SdpSession next;

    /** Whether the candidates of {@link #next} are those of another generation of ICE. */
    private boolean restart;

    /** Streams that have a section already, a bit each. */
    private int used;

    /**
     * @param longest SDP_LEN, bytes of any description of ours
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param streams what the product has, in the order of an offer; the array is kept
     * @param name of the product for who watches, letters of a token; kept
     * @param out to write with; nobody else's while {@link #write} does
     * @param candidate to read candidates of ours into, the same
     */
    public SdpWriter(
            int longest,
            int sections,
            SdpStream[] streams,
            byte[] name,
            TextWriter out,
            IceCandidate candidate) {
        this.longest = longest;
        this.streams = streams;
        this.out = out;
        next = new SdpSession(sections);
        text = new SdpText(name, out, candidate);
    }

    /** Bytes of working memory that {@link #next} is in. */
    public static int recordLength(int sections) {
        return SdpSession.length(sections);
    }

    /**
     * Takes {@link #recordLength} bytes of {@code memory} for {@link #next}, until the next time.
     */
    public void lend(byte[] memory, int at) {
        next.lend(memory, at);
    }

    /** What was decided last, for {@link #commit}. It has no candidates. */
    public SdpSession next() {
        return next;
    }

    /** What was decided holds. With a new generation of ICE the candidates of the old one go. */
    public void commit(SdpSession session) {
        next.copyTo(session);
        if (restart) {
            session.candidates.restart();
        }
    }

    /**
     * Decides on the answer to an offer. An offer of ours that the peer has not answered gives way.
     *
     * @param kinds what of the product goes to this peer: a bit for each of {@link MediaKind}
     * @param random {@link IceCredentials#RANDOM_LENGTH} bytes from the DRBG at {@code at}, used if
     *     the session is new or the peer has restarted ICE
     * @return NONE, or NO_CODEC, NO_SPACE, TOO_MANY_SECTIONS or SECTIONS of {@link SdpFlaw}
     */
    public int answer(SdpDescription offer, SdpSession session, int kinds, byte[] random, int at) {
        if (offer.count > next.capacity) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        if (session.isAgreed() && offer.count < session.sections()) {
            return SdpFlaw.SECTIONS;
        }
        session.copyTo(next);
        SdpSection first = plan(offer, kinds);
        if (first == null) {
            return SdpFlaw.NO_CODEC;
        }
        int setup = first.setup();
        // The peer has decided, or nobody has.
        if (setup >= Setup.ACTIVE || next.setup() == Setup.NONE) {
            next.setSetup(Setup.answer(setup));
        }
        agreed(offer, first, SdpSession.ANSWER);
        restart = session.isRestart(next);
        return decide(random, at);
    }

    /** The peer, whose transport is that of section {@code first}, has said what it takes. */
    private void agreed(SdpDescription description, SdpSection first, int ours) {
        next.setPeer(SdpSession.hash(description, first));
        next.setDescription(ours);
        next.setAgreed();
    }

    /**
     * Decides on an offer: of everything the product has, or, where there are sections already, of
     * the same again.
     *
     * @param kinds as for {@link #answer}
     * @param random as for {@link #answer}; used if the session is new
     * @return NONE, or NO_CODEC or NO_SPACE of {@link SdpFlaw}
     */
    public int offer(SdpSession session, int kinds, byte[] random, int at) {
        session.copyTo(next);
        restart = false;
        if (next.sections() == 0) {
            planAll(kinds);
        } else {
            for (int row = 0; row < next.sections(); row++) {
                if (next.isAccepted(row)) {
                    next.setDirection(row, streams[next.stream(row)].direction);
                }
            }
        }
        if (next.first() < 0) {
            return SdpFlaw.NO_CODEC;
        }
        next.setDescription(SdpSession.OFFER);
        return decide(random, at);
    }

    /** Credentials, number and length of what is planned. */
    private int decide(byte[] random, int at) {
        if (restart || next.version() == 0) {
            next.credentials().make(random, at);
        }
        // RFC 8866 5.2 wants it to differ; the user fragment is random, 47 bits of it are taken
        next.count(Bytes.u64be(random, at) >>> 17 | 1);
        out.wrap(null, 0, longest);
        // As long as any fingerprint.
        int length = text.write(next, next.record, next.credentials().ufragAt, 0);
        return length < 0 ? SdpFlaw.NO_SPACE : SdpFlaw.NONE;
    }

    /**
     * Writes the session's description, and of the candidates that are waiting as many as fit,
     * which then wait no more.
     *
     * @param capacity bytes at {@code at}
     * @param fingerprint SHA-256 of the certificate for DTLS, 32 bytes
     * @return its length, or NO_SPACE of {@link SdpFlaw}
     */
    public int write(
            SdpSession session,
            byte[] buffer,
            int at,
            int capacity,
            byte[] fingerprint,
            int fingerprintAt) {
        int most = Math.min(capacity, longest);
        out.wrap(buffer, at, most);
        int length = text.write(session, fingerprint, fingerprintAt, 0);
        if (length < 0) {
            return SdpFlaw.NO_SPACE;
        }
        if (session.candidates.waiting() == 0) {
            return length;
        }
        out.wrap(buffer, at, most);
        return text.write(session, fingerprint, fingerprintAt, most - length);
    }

    /**
     * Takes the peer's answer to our offer.
     *
     * @return NONE, or SECTIONS, SETUP or NO_CODEC of {@link SdpFlaw}
     */
    public int accept(SdpDescription answer, SdpSession session) {
        if (answer.count != session.sections()) {
            return SdpFlaw.SECTIONS;
        }
        session.copyTo(next);
        restart = false;
        SdpSection first = null;
        for (int row = 0; row < answer.count; row++) {
            SdpSection section = answer.sections[row];
            boolean isOffered = next.isAccepted(row);
            // one that is rejected may have no mid (RFC 8829 5.3.1)
            if (section.kind() != next.kind(row)
                    || !section.isRejected()
                            && (!isOffered
                                    || !next.isMid(
                                            row,
                                            answer.bytes,
                                            answer.midAt(section),
                                            section.midLength()))) {
                return SdpFlaw.SECTIONS;
            }
            int chosen = -1;
            if (isOffered && isPossible(section, first)) {
                chosen = section.choose(streams[next.stream(row)]);
            }
            if (chosen >= 0) {
                accept(row, next.stream(row), section, chosen, next.profileLevelId(row));
                first = first == null ? section : first;
            } else {
                next.refuse(row);
            }
        }
        if (first == null) {
            return SdpFlaw.NO_CODEC;
        }
        if (first.setup() == Setup.ACTPASS) {
            return SdpFlaw.SETUP;
        }
        next.setSetup(first.setup() == Setup.PASSIVE ? Setup.ACTIVE : Setup.PASSIVE);
        agreed(answer, first, SdpSession.NOTHING);
        return SdpFlaw.NONE;
    }

    // ---- What is in each section ---------------------------------------------------------------

    /**
     * Gives each section of an offer the first stream that fits it and is not used yet: the first
     * section that has one, or null.
     */
    private SdpSection plan(SdpDescription offer, int kinds) {
        next.clearSections();
        used = 0;
        SdpSection first = null;
        for (int i = 0; i < offer.count; i++) {
            SdpSection section = offer.sections[i];
            int row = next.add(section.kind());
            next.setMid(row, offer.bytes, offer.midAt(section), section.midLength());
            next.setBundled(row, section.isBundled());
            if (isPossible(section, first) && place(section, row, kinds)) {
                first = first == null ? section : first;
            } else if (section.payloadTypes() > 0) {
                next.accept(row, SdpSession.NO_STREAM, section.payloadType(0), section.codec(0));
            }
        }
        return first;
    }

    /** Whether RTCP goes its way too, which is its own or that of the first accepted section. */
    private static boolean isPossible(SdpSection section, SdpSection first) {
        return section.hasRtcpMux()
                && !section.isRejected()
                && (first == null || first.isBundled() && section.isBundled());
    }

    private boolean place(SdpSection section, int row, int kinds) {
        for (int i = 0; i < streams.length; i++) {
            SdpStream stream = streams[i];
            boolean isFree = (used & 1 << i) == 0 && isOf(stream, kinds & 1 << section.kind());
            int chosen = isFree ? section.choose(stream) : -1;
            if (chosen >= 0) {
                used |= 1 << i;
                int profile = H264Format.answer(stream.profileLevelId, section.format(chosen));
                accept(row, i, section, chosen, profile);
                return true;
            }
        }
        return false;
    }

    /** Gives section {@code row} a stream, which goes by the peer's payload type there. */
    private void accept(int row, int index, SdpSection section, int chosen, int profile) {
        SdpStream stream = streams[index];
        next.accept(row, index, section.payloadType(chosen), stream.codec);
        next.setDirection(row, Direction.answer(stream.direction, section.direction()));
        next.setFormat(row, section.feedback(chosen) & stream.feedback, profile);
    }

    private static boolean isOf(SdpStream stream, int kinds) {
        return (kinds & 1 << Codec.kind(stream.codec)) != 0;
    }

    /** A section for each stream, with the section's number as mid. */
    private void planAll(int kinds) {
        next.clearSections();
        for (int i = 0; i < streams.length && next.sections() < next.capacity; i++) {
            SdpStream stream = streams[i];
            if (isOf(stream, kinds)) {
                int row = next.add(Codec.kind(stream.codec));
                next.setMid(row, SdpText.DIGITS, row, 1);
                next.accept(row, i, stream.payloadType, stream.codec);
                next.setDirection(row, stream.direction);
                next.setBundled(row, true);
                next.setFormat(row, stream.feedback, stream.profileLevelId);
            }
        }
    }
}
