package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpParser;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** A negotiation between a provider that only writes down and a processor that does as well. */
final class NegotiationRig implements MediaSignals, CandidateSink {
    static final int SDP_LEN = 8192;

    /** One offers, the other answers it. */
    static final String OFFER = recorded("chromium-viewer-offer.sdp");

    final FakePort port = new FakePort();
    final MediaSizes sizes = new MediaSizes();
    final Negotiation negotiation;
    final Scratch scratch = new Scratch(1_000);
    final MediaReply reply = new MediaReply();
    final OfferParams params = new OfferParams();
    final byte[] buffer = new byte[SDP_LEN];

    /** What was queued and how sessions were ended. */
    final List<String> signals = new ArrayList<>();

    /** What the provider says to what is queued. */
    int signalAnswer = MediaStatus.OK;

    /** Candidates that the peer was given, and when the sink is full. */
    final List<String> sunk = new ArrayList<>();

    int sinkCapacity = 16;
    int sinkLength = 256;
    long now;

    NegotiationRig() {
        this(SDP_LEN);
    }

    NegotiationRig(int sdpLength) {
        sizes.sessions = 3;
        sizes.sdpLength = sdpLength;
        Drbg random = new Drbg();
        random.instantiate(new byte[Drbg.SEED], 0, Drbg.SEED);
        negotiation =
                new Negotiation(
                        sizes,
                        port,
                        new StreamChoice() {
                            @Override
                            public int choose(boolean video, int usage) {
                                return video ? 10 + usage : 20 + usage;
                            }
                        },
                        random,
                        scratch,
                        new SdpStream[] {
                            new SdpStream(
                                    Codec.H264,
                                    Direction.SENDONLY,
                                    102,
                                    SdpStream.H264_LEVEL_3_1,
                                    Feedback.NACK | Feedback.NACK_PLI),
                            new SdpStream(Codec.OPUS, Direction.SENDRECV, 111, 0, 0)
                        },
                        "camera".getBytes(StandardCharsets.US_ASCII));
        negotiation.attach(this);
        params.usage = WebRtcTypes.STREAM_USAGE_LIVE_VIEW;
        params.videoStream = OfferParams.NULL;
        params.audioStream = OfferParams.NULL;
        params.policy = IcePolicy.ALL;
    }

    static String recorded(String name) {
        try (InputStream in = SdpParser.class.getResourceAsStream("recorded/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void name(int id) {
        reply.id = id;
        reply.session = 0x10000 + id;
        reply.fabricIndex = 1 + id % 2;
        reply.deferred = false;
        reply.videoStream = OfferParams.NULL;
        reply.audioStream = OfferParams.NULL;
    }

    int solicit(int id) {
        name(id);
        return negotiation.onSolicitOffer(params, reply);
    }

    int offer(int id, String sdp) {
        name(id);
        byte[] bytes = (">>" + sdp + "<<").getBytes(StandardCharsets.UTF_8);
        return negotiation.onOffer(bytes, 2, bytes.length - 4, params, reply);
    }

    int answer(int id, String sdp) {
        name(id);
        byte[] bytes = (">>" + sdp + "<<").getBytes(StandardCharsets.UTF_8);
        return negotiation.onAnswer(bytes, 2, bytes.length - 4, reply);
    }

    /** Commands that must go well. */
    NegotiationRig offered(int id) {
        assertEquals(MediaStatus.OK, offer(id, OFFER));
        return this;
    }

    NegotiationRig solicited(int id) {
        assertEquals(MediaStatus.OK, solicit(id));
        return this;
    }

    /** Candidates of a command: text, then mid or null, and so on. */
    int candidates(int id, String... texts) {
        byte[] message = new byte[4096];
        TlvWriter out = new TlvWriter();
        out.wrap(message, 0, message.length);
        out.startArray(TlvTag.ANONYMOUS);
        for (int i = 0; i < texts.length; i += 2) {
            byte[] text = texts[i].getBytes(StandardCharsets.UTF_8);
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUtf8(WebRtcTypes.ICE_CANDIDATE_STRUCT_CANDIDATE, text, 0, text.length);
            if (texts[i + 1] != null) {
                byte[] mid = texts[i + 1].getBytes(StandardCharsets.UTF_8);
                out.putUtf8(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID, mid, 0, mid.length);
            }
            out.endContainer();
        }
        out.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(message, 0, out.position());
        reader.next();
        IceCandidates list = new IceCandidates(256);
        assertEquals(ImStatus.SUCCESS, list.open(reader));
        return negotiation.onIceCandidates(id, list);
    }

    /** Text of a candidate of the peer. */
    static String text(int port) {
        return "candidate:1 1 udp 2130706431 192.0.2.9 " + port + " typ host";
    }

    /** The processor has found a candidate of ours. */
    void found(int id, int port, String type) {
        IceCandidate candidate = new IceCandidate();
        byte[] text =
                ("candidate:1 1 udp 2130706431 192.0.2.7 " + port + " typ " + type).getBytes();
        assertEquals(IceStatus.OK, candidate.read(text, 0, text.length));
        negotiation.localCandidate(id, candidate);
    }

    void found(int id, int port) {
        found(id, port, "host");
    }

    String takeOffer(int id) {
        return written(negotiation.takeOfferSdp(id, buffer, 0, buffer.length));
    }

    String takeAnswer(int id) {
        return written(negotiation.takeAnswerSdp(id, buffer, 0, buffer.length));
    }

    private String written(int length) {
        assertTrue(length >= 0, "status " + length);
        return new String(buffer, 0, length, StandardCharsets.US_ASCII);
    }

    List<String> takeCandidates(int id) {
        sunk.clear();
        assertEquals(MediaStatus.OK, negotiation.takeIceCandidates(id, this));
        return List.copyOf(sunk);
    }

    static String line(String text, String start) {
        int at = text.indexOf(start);
        assertTrue(at >= 0, text);
        return text.substring(at + start.length(), text.indexOf("\r\n", at));
    }

    List<String> signalled() {
        List<String> heard = List.copyOf(signals);
        signals.clear();
        return heard;
    }

    long poll() {
        return negotiation.poll(now);
    }

    @Override
    public boolean isFull() {
        return sunk.size() == sinkCapacity;
    }

    @Override
    public int push(
            byte[] text,
            int at,
            int length,
            byte[] mid,
            int midAt,
            int midLength,
            int sectionIndex) {
        if (length > sinkLength) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        String name = mid == null ? "-" : new String(mid, midAt, midLength);
        String port = length == 0 ? "end" : new String(text, at, length).split(" ")[5];
        sunk.add(port + "/" + name + "#" + sectionIndex);
        return MediaStatus.OK;
    }

    private int signal(String text) {
        if (signalAnswer == MediaStatus.OK) {
            signals.add(text);
        }
        return signalAnswer;
    }

    @Override
    public int offer(int id) {
        return signal("offer " + id);
    }

    @Override
    public int answer(int id) {
        return signal("answer " + id);
    }

    @Override
    public int iceCandidates(int id) {
        return signal("candidates " + id);
    }

    @Override
    public int end(int id, int reason) {
        signals.add("end " + id + " " + reason);
        return MediaStatus.OK;
    }

    @Override
    public void complete(int status, MediaReply done) {
        throw new AssertionError("nothing is ever pending");
    }
}
