package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.ice.IceCredentials;

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
    private final SdpText text;
    private final SdpSession next;
    private final SdpLayout layout;

    /** Whether the candidates of {@link #next} are those of another generation of ICE. */
    private boolean restart;

    /** Streams that have a section already, a bit each. */
    private int used;

    /**
     * @param longest SDP_LEN, bytes of any description of ours
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param streams what the product has, in the order of an offer; the array is kept
     * @param fingerprint SHA-256 of the certificate for DTLS, 32 bytes, looked at by {@link
     *     #write}; kept
     * @param name of the product for who watches, letters of a token; kept
     */
    public SdpWriter(
            int longest, int sections, SdpStream[] streams, byte[] fingerprint, byte[] name) {
        this.longest = longest;
        this.streams = streams;
        next = new SdpSession(sections, 0);
        layout = next.layout;
        text = new SdpText(streams, fingerprint, name);
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
        if (offer.count > layout.capacity()) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        if (session.agreed && offer.count < session.sections()) {
            return SdpFlaw.SECTIONS;
        }
        session.copyTo(next);
        plan(offer, kinds);
        int first = layout.first();
        if (first < 0) {
            return SdpFlaw.NO_CODEC;
        }
        SdpSection section = offer.sections[first];
        long peer = SdpSession.hash(offer, section);
        if (section.setup == Setup.ACTIVE
                || section.setup == Setup.PASSIVE
                || next.setup == Setup.NONE) {
            next.setup = Setup.answer(section.setup);
        }
        restart = session.isRestart(peer);
        next.setPeer(peer);
        next.description = SdpSession.ANSWER;
        next.agreed = true;
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
        if (layout.count() == 0) {
            planAll(kinds);
        } else {
            for (int row = 0; row < layout.count(); row++) {
                if (layout.isAccepted(row)) {
                    int stream = layout.stream(row);
                    int number = layout.payloadType(row);
                    layout.accept(row, stream, number, streams[stream].direction);
                }
            }
        }
        if (layout.first() < 0) {
            return SdpFlaw.NO_CODEC;
        }
        next.description = SdpSession.OFFER;
        return decide(random, at);
    }

    /** Credentials, number and length of what is planned. */
    private int decide(byte[] random, int at) {
        if (restart || !next.credentials.isMade()) {
            next.credentials.make(random, at);
        }
        if (next.id == 0) {
            // RFC 8866 5.2 wants it to differ; the user fragment is random, 47 bits of it are taken
            next.id = Bytes.u64be(random, at) >>> 17 | 1;
        }
        next.version++;
        int length = text.write(next, null, 0, longest, null, 0);
        return length < 0 ? SdpFlaw.NO_SPACE : SdpFlaw.NONE;
    }

    /**
     * Writes the session's description, and of the candidates that are waiting as many as fit,
     * which then wait no more.
     *
     * @param capacity bytes at {@code at}
     * @return its length, or NO_SPACE of {@link SdpFlaw}
     */
    public int write(SdpSession session, byte[] buffer, int at, int capacity) {
        int most = Math.min(capacity, longest);
        int length = text.write(session, buffer, at, most, null, 0);
        if (length < 0) {
            return SdpFlaw.NO_SPACE;
        }
        return session.candidates.waiting() == 0
                ? length
                : text.write(session, buffer, at, most, session.candidates, most - length);
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
            if (layout.isAccepted(row) && !section.isRejected()) {
                chosen = section.choose(streams[layout.stream(row)]);
            }
            if (chosen < 0 || first >= 0 && !areTogether(answer, first, row)) {
                layout.refuse(row, layout.payloadType(row), codec(row));
                continue;
            }
            first = first < 0 ? row : first;
            int stream = layout.stream(row);
            layout.accept(
                    row,
                    stream,
                    section.payloadType(chosen),
                    Direction.answer(streams[stream].direction, section.direction));
            layout.setFormat(
                    row,
                    section.feedback(chosen) & streams[stream].feedback,
                    layout.profileLevelId(row));
        }
        if (first < 0) {
            return SdpFlaw.NO_CODEC;
        }
        SdpSection section = answer.sections[first];
        if (section.setup == Setup.ACTPASS) {
            return SdpFlaw.SETUP;
        }
        next.setup = section.setup == Setup.PASSIVE ? Setup.ACTIVE : Setup.PASSIVE;
        next.setPeer(SdpSession.hash(answer, section));
        next.description = SdpSession.NOTHING;
        next.agreed = true;
        return SdpFlaw.NONE;
    }

    private int codec(int row) {
        return layout.isAccepted(row)
                ? streams[layout.stream(row)].codec
                : layout.refusedCodec(row);
    }

    /** Same kind, same mid, and not more than was offered. */
    private boolean isSame(SdpDescription answer, SdpSection section, int row) {
        return section.kind == layout.kind(row)
                && section.midLength == layout.midLength(row)
                && Bytes.equal(
                        answer.bytes,
                        answer.offset + section.midAt,
                        layout.bytes(),
                        layout.midAt(row),
                        section.midLength)
                && (section.isRejected() || layout.isAccepted(row));
    }

    private static boolean areTogether(SdpDescription description, int one, int other) {
        return description.sections[one].bundled && description.sections[other].bundled;
    }

    // ---- What is in each section ---------------------------------------------------------------

    /** Gives each section of an offer the first stream that fits it and is not used yet. */
    private void plan(SdpDescription offer, int kinds) {
        layout.clear();
        used = 0;
        int first = -1;
        for (int i = 0; i < offer.count; i++) {
            SdpSection section = offer.sections[i];
            int row = layout.add(section.kind);
            layout.setMid(row, offer.bytes, offer.offset + section.midAt, section.midLength);
            layout.setBundled(row, section.bundled);
            boolean isPossible =
                    !section.isRejected()
                            && section.rtcpMux
                            && (first < 0 || areTogether(offer, first, i));
            if (isPossible && place(section, row, kinds)) {
                first = first < 0 ? i : first;
            } else if (section.payloadTypes > 0) {
                layout.refuse(row, section.payloadType(0), section.codec(0));
            }
        }
    }

    private boolean place(SdpSection section, int row, int kinds) {
        for (int i = 0; i < streams.length; i++) {
            SdpStream stream = streams[i];
            boolean isFree = (used & 1 << i) == 0 && isOf(stream, kinds & 1 << section.kind);
            int chosen = isFree ? section.choose(stream) : -1;
            if (chosen >= 0) {
                used |= 1 << i;
                layout.accept(
                        row,
                        i,
                        section.payloadType(chosen),
                        Direction.answer(stream.direction, section.direction));
                layout.setFormat(
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
        layout.clear();
        for (int i = 0; i < streams.length && layout.count() < layout.capacity(); i++) {
            SdpStream stream = streams[i];
            if (isOf(stream, kinds)) {
                int row = layout.add(Codec.kind(stream.codec));
                layout.setMid(row, SdpText.DIGITS, row, 1);
                layout.accept(row, i, stream.payloadType, stream.direction);
                layout.setBundled(row, true);
                layout.setFormat(row, stream.feedback, stream.profileLevelId);
            }
        }
    }
}
