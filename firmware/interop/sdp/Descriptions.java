import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpFlaw;
import org.mattermote.webrtc.sdp.SdpParser;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.sdp.SdpWriter;
import org.mattermote.webrtc.text.TextWriter;

/**
 * A camera's descriptions, asked for line by line: {@code new H264|VP8} begins a session, {@code
 * answer SDP}, {@code offer}, {@code accept SDP} go on with it, descriptions in base 64. Each is
 * answered by {@code ok}, with a description where there is one, or by {@code flaw N line N}.
 */
final class Descriptions {
    private static final int SDP_LEN = 2048;
    private static final int SDP_LEN_IN = 8192;

    private static final Random RANDOM = new Random(5);

    private final SdpParser parser = new SdpParser(SDP_LEN_IN);
    private final SdpDescription description = new SdpDescription();
    private final SdpSession session = new SdpSession(SdpDescription.SECTIONS, 24);
    private final SdpWriter writer;
    private final byte[] written = new byte[SDP_LEN];
    private final byte[] fingerprint = random(32);

    private Descriptions(String video) {
        int codec = video.equals("VP8") ? Codec.VP8 : Codec.H264;
        SdpStream[] streams = {
            new SdpStream(
                    codec,
                    Direction.SENDONLY,
                    102,
                    SdpStream.H264_LEVEL_3_1,
                    Feedback.NACK | Feedback.NACK_PLI),
            new SdpStream(Codec.OPUS, Direction.SENDRECV, 111, 0, 0),
        };
        byte[] name = "camera".getBytes(StandardCharsets.US_ASCII);
        writer =
                new SdpWriter(
                        SDP_LEN,
                        SdpDescription.SECTIONS,
                        streams,
                        name,
                        new TextWriter(),
                        new IceCandidate());
        writer.lend(new byte[SdpWriter.recordLength(SdpDescription.SECTIONS)], 0);
        for (int port = 50000; port < 50003; port++) {
            session.candidates.add(candidate(port));
        }
        session.candidates.end();
    }

    private static IceCandidate candidate(int port) {
        IceCandidate made = new IceCandidate();
        byte[] text = ("candidate:1 1 udp 2130706431 192.0.2.7 " + port + " typ host").getBytes();
        made.read(text, 0, text.length);
        return made;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private String answered(int flaw) {
        if (flaw != SdpFlaw.NONE) {
            return "flaw " + flaw + " line " + parser.line();
        }
        writer.commit(session);
        int length = writer.write(session, written, 0, written.length, fingerprint, 0);
        return "ok " + Base64.getEncoder().encodeToString(Arrays.copyOf(written, length));
    }

    private String answer(String[] words) {
        byte[] random = random(IceCredentials.RANDOM_LENGTH);
        if (words[0].equals("offer")) {
            return answered(writer.offer(session, SdpWriter.ALL, random, 0));
        }
        byte[] text = Base64.getDecoder().decode(words[1]);
        int flaw = parser.read(text, 0, text.length, description);
        if (flaw == SdpFlaw.NONE && words[0].equals("answer")) {
            return answered(writer.answer(description, session, SdpWriter.ALL, random, 0));
        }
        if (flaw == SdpFlaw.NONE) {
            flaw = writer.accept(description, session);
            if (flaw == SdpFlaw.NONE) {
                writer.commit(session);
            }
        }
        return flaw == SdpFlaw.NONE ? "ok" : "flaw " + flaw + " line " + parser.line();
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        Descriptions camera = new Descriptions("H264");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("new")) {
                camera = new Descriptions(words[1]);
                System.out.println("ok");
            } else {
                System.out.println(camera.answer(words));
            }
        }
    }
}
