import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.media.MediaProcess;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaLink;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaSizes;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.Negotiation;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.media.StreamChoice;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpStream;

/**
 * What of a camera is about media, without Matter: MediaCamera PROCESSOR COMMAND... It is told
 * {@code offer ID SDP}, {@code solicit ID}, {@code answer ID SDP}, {@code candidate ID TEXT},
 * {@code end ID}, texts in base 64, and answers a line that begins with {@code status}. What it has
 * for its peers are lines {@code push ID answer|offer|candidate TEXT} and {@code push ID end
 * REASON}; {@code ready} says that the processor is there.
 */
final class MediaCamera implements MediaSignals, StreamChoice, CandidateSink {
    private static final int SESSIONS = 3;
    private static final long POLL_MILLIS = 2;

    private static final SdpStream[] STREAMS = {
        new SdpStream(
                Codec.H264,
                Direction.SENDONLY,
                102,
                SdpStream.H264_LEVEL_3_1,
                Feedback.NACK | Feedback.NACK_PLI),
        new SdpStream(Codec.OPUS, Direction.SENDONLY, 111, 0, 0),
    };

    private final MediaProcess process;
    private final MediaLink link;
    private final Negotiation negotiation;
    private final Queue<int[]> pushes = new ConcurrentLinkedQueue<>();
    private final byte[] buffer = new byte[8192];
    private int pushed;
    private int room;

    private MediaCamera(String[] command) throws Exception {
        process = new MediaProcess(new HostClock(), List.of(command));
        process.tells(line -> System.err.println("mote: " + line));
        SecureRandom random = new SecureRandom();
        byte[] seed = new byte[48];
        random.nextBytes(seed);
        Drbg drbg = new Drbg();
        drbg.instantiate(seed, 0, seed.length);
        link = new MediaLink(process, random.nextInt(), SESSIONS, STREAMS);
        MediaSizes sizes = new MediaSizes();
        sizes.sessions = SESSIONS;
        byte[] name = "camera".getBytes(StandardCharsets.US_ASCII);
        negotiation = new Negotiation(sizes, link, this, drbg, new Scratch(1024), STREAMS, name);
        negotiation.attach(this);
    }

    @Override
    public int offer(int id) {
        pushes.add(new int[] {OFFER, id});
        return MediaStatus.OK;
    }

    @Override
    public int answer(int id) {
        pushes.add(new int[] {ANSWER, id});
        return MediaStatus.OK;
    }

    @Override
    public int iceCandidates(int id) {
        pushes.add(new int[] {ICE_CANDIDATES, id});
        return MediaStatus.OK;
    }

    @Override
    public int end(int id, int reason) {
        System.out.println("push " + id + " end " + reason);
        return MediaStatus.OK;
    }

    @Override
    public void complete(int status, MediaReply reply) {}

    @Override
    public int choose(boolean video, int usage) {
        return video ? 1 : 2;
    }

    @Override
    public boolean isFull() {
        return room == 0;
    }

    @Override
    public int push(byte[] text, int at, int length, byte[] mid, int midAt, int midLength, int section) {
        if (isFull()) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        room--;
        say(pushed, "candidate", Arrays.copyOfRange(text, at, at + length));
        return MediaStatus.OK;
    }

    private static void say(int id, String what, byte[] text) {
        System.out.println("push " + id + " " + what + " " + Base64.getEncoder().encodeToString(text));
    }

    private void pushAll() {
        for (int[] push = pushes.poll(); push != null; push = pushes.poll()) {
            pushed = push[1];
            if (push[0] == ICE_CANDIDATES) {
                room = 16;
                negotiation.takeIceCandidates(pushed, this);
                negotiation.onCandidatesAcknowledged(pushed);
                continue;
            }
            boolean isOffer = push[0] == OFFER;
            int length =
                    isOffer
                            ? negotiation.takeOfferSdp(pushed, buffer, 0, buffer.length)
                            : negotiation.takeAnswerSdp(pushed, buffer, 0, buffer.length);
            if (length >= 0) {
                say(pushed, isOffer ? "offer" : "answer", Arrays.copyOf(buffer, length));
                negotiation.onCandidatesAcknowledged(pushed);
            }
        }
    }

    private int told(String[] words) {
        int id = Integer.parseInt(words[1]);
        byte[] text = words.length > 2 ? Base64.getDecoder().decode(words[2]) : new byte[0];
        MediaReply reply = new MediaReply();
        reply.id = id;
        OfferParams params = new OfferParams();
        params.videoStream = OfferParams.NULL;
        params.audioStream = OfferParams.NULL;
        params.usage = 3;
        switch (words[0]) {
            case "offer":
                return negotiation.onOffer(text, 0, text.length, params, reply);
            case "solicit":
                int status = negotiation.onSolicitOffer(params, reply);
                System.out.println("deferred " + reply.deferred);
                return status;
            case "answer":
                return negotiation.onAnswer(text, 0, text.length, reply);
            case "candidate":
                return candidate(id, text);
            default:
                return negotiation.onEndSession(id, 2);
        }
    }

    private int candidate(int id, byte[] text) {
        byte[] bytes = new byte[text.length + 64];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startArray(TlvTag.ANONYMOUS);
        w.startStruct(TlvTag.ANONYMOUS);
        w.putUtf8(0, text, 0, text.length);
        w.putNull(1);
        w.putUnsigned(2, 0);
        w.endContainer();
        w.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, w.position());
        reader.next();
        IceCandidates candidates = new IceCandidates(256);
        candidates.open(reader);
        return negotiation.onIceCandidates(id, candidates);
    }

    private void run() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Thread reader =
                new Thread(
                        () -> {
                            new BufferedReader(new InputStreamReader(System.in))
                                    .lines()
                                    .forEach(lines::add);
                            lines.add("quit");
                        });
        reader.setDaemon(true);
        reader.start();
        boolean wasReady = false;
        for (String line = ""; !"quit".equals(line); line = lines.poll()) {
            if (line != null && !line.isEmpty()) {
                System.out.println("status " + told(line.split(" ")));
            }
            negotiation.poll(System.nanoTime() / 1_000_000);
            process.came();
            pushAll();
            if (link.isReady() != wasReady) {
                wasReady = !wasReady;
                System.out.println(wasReady ? "ready" : "lost");
            }
            Thread.sleep(POLL_MILLIS);
        }
        process.close();
    }

    public static void main(String[] args) throws Exception {
        new MediaCamera(args).run();
    }
}
