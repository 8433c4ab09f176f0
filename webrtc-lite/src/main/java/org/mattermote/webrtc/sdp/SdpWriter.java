package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.webrtc.ice.IceCredentials;

/**
 * Writes our answers and offers for the streams a maker's product has, each into a buffer of a
 * fixed pool, and takes the peer's answers (RFC 3264, JSEP). Whatever does not come to its end
 * leaves the session as it was.
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
 *
 * <p>Memory: SDP_LEN and about 40 bytes a buffer.
 */
public final class SdpWriter {
    private final SdpStream[] streams;
    private final Pool<SdpBuffer> buffers;
    private final SdpText text;

    /** The sections of what is being written; they are the session's when it is done. */
    private final SdpLayout layout;

    private final IceCredentials fresh = new IceCredentials();

    /** Streams that have a section already, a bit each. */
    private int used;

    /**
     * @param capacity SDP_LEN, bytes of any description of ours
     * @param buffers descriptions that are written and not sent, at most
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param streams what the product has, in the order of an offer; the array is kept
     * @param fingerprint SHA-256 of the certificate for DTLS, 32 bytes; kept
     * @param name of the product for who watches, letters of a token; kept
     */
    public SdpWriter(
            int capacity,
            int buffers,
            int sections,
            SdpStream[] streams,
            byte[] fingerprint,
            byte[] name) {
        this.streams = streams;
        SdpBuffer[] all = new SdpBuffer[buffers];
        for (int i = 0; i < buffers; i++) {
            all[i] = new SdpBuffer(capacity);
        }
        this.buffers = new Pool<SdpBuffer>(all);
        layout = new SdpLayout(sections);
        text = new SdpText(streams, fingerprint, name);
    }

    /** Where {@link #answer} and {@link #offer} write; whoever has sent a buffer releases it. */
    public Pool<SdpBuffer> buffers() {
        return buffers;
    }

    /**
     * Writes the answer to an offer.
     *
     * @param random {@link IceCredentials#RANDOM_LENGTH} bytes from the DRBG at {@code at}, used if
     *     the session is new or the peer has restarted ICE
     * @return handle of the buffer, or NO_CODEC, NO_BUFFER, NO_SPACE or SECTIONS of {@link SdpFlaw}
     */
    public int answer(SdpDescription offer, SdpSession session, byte[] random, int at) {
        if (offer.count > layout.capacity()) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        if (offer.count < session.sections()) {
            return SdpFlaw.SECTIONS;
        }
        plan(offer);
        int first = layout.first();
        if (first < 0) {
            return SdpFlaw.NO_CODEC;
        }
        SdpSection section = offer.sections[first];
        long peer = SdpSession.hash(offer, section);
        int setup = session.setup;
        if (section.setup == Setup.ACTIVE
                || section.setup == Setup.PASSIVE
                || setup == Setup.NONE) {
            setup = Setup.answer(section.setup);
        }
        boolean restart = session.isRestart(peer);
        boolean isNew = restart || !session.credentials.isMade();
        int handle = write(offer, session, setup, isNew, restart, random, at);
        if (handle >= 0) {
            session.setup = setup;
            session.setPeer(peer);
        }
        return handle;
    }

    /**
     * Writes an offer: of everything the product has, or, where there are sections already, of the
     * same again.
     *
     * @param random as for {@link #answer}; used if the session is new
     * @return handle of the buffer, or NO_BUFFER or NO_SPACE of {@link SdpFlaw}
     */
    public int offer(SdpSession session, byte[] random, int at) {
        if (session.sections() == 0) {
            planAll();
        } else {
            session.layout.copyTo(layout);
            for (int row = 0; row < layout.count(); row++) {
                if (layout.isAccepted(row)) {
                    int stream = layout.stream(row);
                    int number = layout.payloadType(row);
                    layout.accept(row, stream, number, streams[stream].direction);
                }
            }
        }
        boolean isNew = !session.credentials.isMade();
        return write(null, session, Setup.ACTPASS, isNew, false, random, at);
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
        session.layout.copyTo(layout);
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
                layout.refuse(row);
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
        layout.copyTo(session.layout);
        session.setup = section.setup == Setup.PASSIVE ? Setup.ACTIVE : Setup.PASSIVE;
        session.setPeer(SdpSession.hash(answer, section));
        return SdpFlaw.NONE;
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
    private void plan(SdpDescription offer) {
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
            if (isPossible && place(section, row)) {
                first = first < 0 ? i : first;
            }
        }
    }

    private boolean place(SdpSection section, int row) {
        for (int i = 0; i < streams.length; i++) {
            SdpStream stream = streams[i];
            boolean isFree = (used & 1 << i) == 0 && Codec.kind(stream.codec) == section.kind;
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

    /** A section for each stream, with its number as mid. */
    private void planAll() {
        layout.clear();
        for (int i = 0; i < streams.length && i < layout.capacity(); i++) {
            SdpStream stream = streams[i];
            int row = layout.add(Codec.kind(stream.codec));
            layout.setMid(row, SdpText.DIGITS, i, 1);
            layout.accept(row, i, stream.payloadType, stream.direction);
            layout.setBundled(row, true);
            layout.setFormat(row, stream.feedback, stream.profileLevelId);
        }
    }

    // ---- Writing -------------------------------------------------------------------------------

    private int write(
            SdpDescription offer,
            SdpSession session,
            int setup,
            boolean isNew,
            boolean restart,
            byte[] random,
            int at) {
        SdpBuffer buffer = buffers.take();
        if (buffer == null) {
            return SdpFlaw.NO_BUFFER;
        }
        if (isNew) {
            fresh.make(random, at);
        } else {
            session.credentials.copyTo(fresh);
        }
        long id = session.id;
        if (id == 0) {
            // RFC 8866 5.2 wants it to differ; the user fragment is random, 47 bits of it are taken
            id = Bytes.u64be(random, at) >>> 17 | 1;
        }
        text.begin(offer, layout, fresh, setup, id, session.version + 1);
        int length = text.write(buffer.bytes, null, 0);
        if (length < 0) {
            buffers.release(buffer);
            return SdpFlaw.NO_SPACE;
        }
        if (restart) {
            session.candidates.restart();
        } else if (session.candidates.waiting() > 0) {
            length = text.write(buffer.bytes, session.candidates, buffer.bytes.length - length);
        }
        buffer.length = length;
        buffer.cursor = session.candidates.cursor();
        layout.copyTo(session.layout);
        fresh.copyTo(session.credentials);
        session.id = id;
        session.version++;
        return buffer.handle();
    }
}
