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
        text = new SdpText(streams, name, out, candidate);
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
        if (offer.count > next.capacity()) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        if (session.isAgreed() && offer.count < session.sections()) {
            return SdpFlaw.SECTIONS;
        }
        session.copyTo(next);
        plan(offer, kinds);
        int first = next.first();
        if (first < 0) {
            return SdpFlaw.NO_CODEC;
        }
        SdpSection section = offer.sections[first];
        long peer = SdpSession.hash(offer, section);
        int setup = section.setup();
        if (setup == Setup.ACTIVE || setup == Setup.PASSIVE || next.setup() == Setup.NONE) {
            next.setSetup(Setup.answer(setup));
        }
        restart = session.isRestart(peer);
        next.setPeer(peer);
        next.setDescription(SdpSession.ANSWER);
        next.setAgreed();
        return decide(random, at);
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
                    int stream = next.stream(row);
                    int number = next.payloadType(row);
                    next.accept(row, stream, number, streams[stream].direction);
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
        if (restart || !next.credentials().isMade()) {
            next.credentials().make(random, at);
        }
        // RFC 8866 5.2 wants it to differ; the user fragment is random, 47 bits of it are taken
        next.count(Bytes.u64be(random, at) >>> 17 | 1);
        out.wrap(null, 0, longest);
        // As long as any fingerprint.
        int length = text.write(next, next.bytes(), next.credentials().ufragAt, false, 0);
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
        int length = text.write(session, fingerprint, fingerprintAt, false, 0);
        if (length < 0) {
            return SdpFlaw.NO_SPACE;
        }
        if (session.candidates.waiting() == 0) {
            return length;
        }
        out.wrap(buffer, at, most);
        return text.write(session, fingerprint, fingerprintAt, true, most - length);
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
        int first = -1;
        for (int row = 0; row < answer.count; row++) {
            SdpSection section = answer.sections[row];
            if (!isSame(answer, section, row)) {
                return SdpFlaw.SECTIONS;
            }
            int chosen = -1;
            if (next.isAccepted(row) && !section.isRejected()) {
                chosen = section.choose(streams[next.stream(row)]);
            }
            if (chosen < 0 || first >= 0 && !areTogether(answer, first, row)) {
                next.refuse(row, next.payloadType(row), codec(row));
                continue;
            }
            first = first < 0 ? row : first;
            int stream = next.stream(row);
            next.accept(
                    row,
                    stream,
                    section.payloadType(chosen),
                    Direction.answer(streams[stream].direction, section.direction()));
            next.setFormat(
                    row,
                    section.feedback(chosen) & streams[stream].feedback,
                    next.profileLevelId(row));
        }
        if (first < 0) {
            return SdpFlaw.NO_CODEC;
        }
        SdpSection section = answer.sections[first];
        if (section.setup() == Setup.ACTPASS) {
            return SdpFlaw.SETUP;
        }
        next.setSetup(section.setup() == Setup.PASSIVE ? Setup.ACTIVE : Setup.PASSIVE);
        next.setPeer(SdpSession.hash(answer, section));
        next.setDescription(SdpSession.NOTHING);
        next.setAgreed();
        return SdpFlaw.NONE;
    }

    private int codec(int row) {
        return next.isAccepted(row) ? streams[next.stream(row)].codec : next.refusedCodec(row);
    }

    /** Same kind, same mid, and not more than was offered. */
    private boolean isSame(SdpDescription answer, SdpSection section, int row) {
        return section.kind() == next.kind(row)
                && section.midLength() == next.midLength(row)
                && Bytes.equal(
                        answer.bytes,
                        answer.offset + section.midAt(),
                        next.bytes(),
                        next.midAt(row),
                        section.midLength())
                && (section.isRejected() || next.isAccepted(row));
    }

    private static boolean areTogether(SdpDescription description, int one, int other) {
        return description.sections[one].isBundled() && description.sections[other].isBundled();
    }

    // ---- What is in each section ---------------------------------------------------------------

    /** Gives each section of an offer the first stream that fits it and is not used yet. */
    private void plan(SdpDescription offer, int kinds) {
        next.clearSections();
        used = 0;
        int first = -1;
        for (int i = 0; i < offer.count; i++) {
            SdpSection section = offer.sections[i];
            int row = next.add(section.kind());
            next.setMid(row, offer.bytes, offer.offset + section.midAt(), section.midLength());
            next.setBundled(row, section.isBundled());
            boolean isPossible =
                    !section.isRejected()
                            && section.hasRtcpMux()
                            && (first < 0 || areTogether(offer, first, i));
            if (isPossible && place(section, row, kinds)) {
                first = first < 0 ? i : first;
            } else if (section.payloadTypes() > 0) {
                next.refuse(row, section.payloadType(0), section.codec(0));
            }
        }
    }

    private boolean place(SdpSection section, int row, int kinds) {
        for (int i = 0; i < streams.length; i++) {
            SdpStream stream = streams[i];
            boolean isFree = (used & 1 << i) == 0 && isOf(stream, kinds & 1 << section.kind());
            int chosen = isFree ? section.choose(stream) : -1;
            if (chosen >= 0) {
                used |= 1 << i;
                next.accept(
                        row,
                        i,
                        section.payloadType(chosen),
                        Direction.answer(stream.direction, section.direction()));
                next.setFormat(
                        row,
                        section.feedback(chosen) & stream.feedback,
                        H264Format.answer(stream.profileLevelId, section.format(chosen)));
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(SdpStream stream, int kinds) {
        return (kinds & 1 << Codec.kind(stream.codec)) != 0;
    }

    /** A section for each stream, with the section's number as mid. */
    private void planAll(int kinds) {
        next.clearSections();
        for (int i = 0; i < streams.length && next.sections() < next.capacity(); i++) {
            SdpStream stream = streams[i];
            if (isOf(stream, kinds)) {
                int row = next.add(Codec.kind(stream.codec));
                next.setMid(row, SdpText.DIGITS, row, 1);
                next.accept(row, i, stream.payloadType, stream.direction);
                next.setBundled(row, true);
                next.setFormat(row, stream.feedback, stream.profileLevelId);
            }
        }
    }
}
