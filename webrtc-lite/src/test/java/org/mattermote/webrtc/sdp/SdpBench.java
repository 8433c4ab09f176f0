package org.mattermote.webrtc.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.text.TextWriter;

/** A product with a picture and sound, and descriptions to try it with. */
final class SdpBench {
    static final int SDP_LEN = 2048;
    static final byte[] NAME = "camera".getBytes(StandardCharsets.US_ASCII);
    static final byte[] FINGERPRINT = new byte[32];

    static final SdpStream PICTURE =
            new SdpStream(
                    Codec.H264,
                    Direction.SENDONLY,
                    102,
                    SdpStream.H264_LEVEL_3_1,
                    Feedback.NACK | Feedback.NACK_PLI);
    static final SdpStream SOUND =
            new SdpStream(Codec.OPUS, Direction.SENDRECV, 111, 0, Feedback.TRANSPORT_CC);

    /** For browsers without H.264. */
    static final SdpStream VP8 =
            new SdpStream(Codec.VP8, Direction.SENDONLY, 96, 0, Feedback.NACK_PLI);

    static {
        new Random(9).nextBytes(FINGERPRINT);
    }

    final SdpParser parser = new SdpParser(8192);
    final SdpDescription description = new SdpDescription();
    final SdpSession session = new SdpSession(SdpDescription.SECTIONS, 24);
    final SdpWriter writer;

    /** What {@link #text} gave last. */
    final byte[] written = new byte[8192];

    private final byte[] random = new byte[IceCredentials.RANDOM_LENGTH];
    private final Random source = new Random(1);

    SdpBench(SdpStream... streams) {
        this(SDP_LEN, streams);
    }

    SdpBench(int capacity, SdpStream... streams) {
        writer =
                new SdpWriter(
                        capacity,
                        SdpDescription.SECTIONS,
                        streams,
                        NAME,
                        new TextWriter(),
                        new IceCandidate());
        writer.lend(new byte[SdpWriter.recordLength(SdpDescription.SECTIONS)], 0);
    }

    static SdpBench camera() {
        return new SdpBench(PICTURE, SOUND);
    }

    /** Reads {@code text} from the middle of an array. */
    int read(String text) {
        byte[] bytes = (">>>" + text + "<<<").getBytes(StandardCharsets.UTF_8);
        return parser.read(bytes, 3, bytes.length - 6, description);
    }

    /** The same, and it must be one. */
    SdpBench take(String text) {
        int flaw = read(text);
        if (flaw != SdpFlaw.NONE) {
            throw new AssertionError("flaw " + flaw + " in line " + parser.line());
        }
        return this;
    }

    byte[] random() {
        source.nextBytes(random);
        return random;
    }

    private int commit(int flaw) {
        if (flaw == SdpFlaw.NONE) {
            writer.commit(session);
        }
        return flaw;
    }

    int tryAnswer() {
        return commit(writer.answer(description, session, SdpWriter.ALL, random(), 0));
    }

    int tryOffer() {
        return commit(writer.offer(session, SdpWriter.ALL, random(), 0));
    }

    String answer() {
        return text(tryAnswer());
    }

    int accept() {
        return commit(writer.accept(description, session));
    }

    String answer(String offer) {
        return take(offer).answer();
    }

    String offer() {
        return text(tryOffer());
    }

    /** The session's description. */
    String text() {
        int length = writer.write(session, written, 5, written.length - 5, FINGERPRINT, 0);
        if (length < 0) {
            throw new AssertionError("flaw " + length);
        }
        return new String(written, 5, length, StandardCharsets.US_ASCII);
    }

    /** Writes it where it goes if nothing is wrong. */
    int write(int flaw) {
        return flaw == SdpFlaw.NONE
                ? writer.write(session, written, 5, written.length - 5, FINGERPRINT, 0)
                : flaw;
    }

    private String text(int flaw) {
        if (flaw != SdpFlaw.NONE) {
            throw new AssertionError("flaw " + flaw);
        }
        return text();
    }

    /** Descriptions that other implementations made; names end with {@code ending}. */
    static List<String> recorded(String ending) {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String recordedText(String name) {
        try {
            return Files.readString(folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(SdpBench.class.getResource("recorded").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
