package org.mattermote.webrtc.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameLinkTest {
    private static final byte[] ITSELF = {7, 8};
    private final TestWire wire = new TestWire();
    private final TransmitRoom room = new TransmitRoom(700);
    private final List<String> heard = new ArrayList<>();
    private final LinkEvents events =
            new LinkEvents() {
                @Override
                public boolean hello(byte[] bytes, int at, int length) {
                    return length == ITSELF.length;
                }

                @Override
                public void up() {
                    heard.add("up");
                }

                @Override
                public void down() {
                    heard.add("down");
                }

                @Override
                public void message(byte[] bytes, int at, int length) {
                    heard.add(new String(bytes, at, length, StandardCharsets.US_ASCII));
                }
            };
    private final FrameLink link = new FrameLink(wire, room, 64, 0x11111111, events);
    private final LinkPeer peer = new LinkPeer(0x22222222, ITSELF, 20);
    private long now = 1;

    /** Everything that is written arrives, until nobody writes any more. */
    private void settle() {
        boolean quiet = false;
        while (!quiet) {
            link.poll(now);
            quiet = true;
            for (byte[] frame : Frames.decode(wire.written())) {
                peer.take(frame);
                quiet = false;
            }
            quiet &= !give();
        }
    }

    private boolean give() {
        boolean any = false;
        for (byte[] frame = peer.next(false); frame != null; frame = peer.next(false)) {
            wire.give(Frames.encode(frame));
            any = true;
        }
        return any;
    }

    private boolean send(byte[] message) {
        room.beginMessage();
        room.bytes(message, 0, message.length);
        room.endMessage();
        return room.commit();
    }

    private static byte[] letters(int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = (byte) (i % 7 == 0 ? 0 : i);
        }
        return out;
    }

    @Test
    void shouldComeUpAndCarryMessagesBothWays() {
        settle();
        assertTrue(link.isUp() && peer.isUp);
        assertEquals(List.of("up"), heard);
        assertTrue(send(letters(600)));
        assertTrue(send(letters(1)));
        peer.toSend.add("one".getBytes(StandardCharsets.US_ASCII));
        peer.toSend.add("two".getBytes(StandardCharsets.US_ASCII));
        settle();
        assertEquals(List.of("up", "one", "two"), heard);
        assertArrayEquals(letters(600), peer.received.get(0));
        assertArrayEquals(letters(1), peer.received.get(1));
        assertTrue(room.isEmpty());
        assertEquals(0, link.resent());
        assertEquals(0, link.damaged());
        assertEquals(Long.MAX_VALUE, link.poll(now));
    }

    @Test
    void shouldSendMessagesOfEveryLengthOverAWireThatTakesLittle() {
        settle();
        for (int length = 1; length <= 600; length++) {
            byte[] message = new byte[length];
            new Random(length).nextBytes(message);
            Arrays.fill(message, 0, length / 3, (byte) 1);
            assertTrue(send(message));
            wire.room = 3;
            long due = link.poll(now);
            assertTrue(due <= now + 5);
            wire.room = Integer.MAX_VALUE;
            wire.part = 1 + length % 40;
            settle();
            assertArrayEquals(message, peer.received.get(length - 1));
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFitAsAWhole() {
        assertTrue(send(letters(400)));
        assertFalse(send(letters(297)));
        assertTrue(send(letters(296)));
        assertFalse(send(letters(1)));
    }

    @Test
    void shouldSendAgainWhatWasLost() {
        settle();
        send(letters(3));
        assertEquals(now + 250, link.poll(now));
        wire.written();
        assertEquals(now + 250, link.poll(now));
        assertEquals(0, wire.written().length);
        now += 250;
        settle();
        assertEquals(1, link.resent());
        assertEquals(1, peer.received.size());
        peer.toSend.add(letters(2));
        for (int i = 0; i < 3; i++) {
            wire.give(Frames.encode(peer.next(true)));
        }
        settle();
        assertEquals(2, heard.size());
    }

    @Test
    void shouldGiveUpASilentPeerAndFindItAgain() {
        settle();
        send(letters(3));
        long before = now;
        for (long next = link.poll(now); link.isUp(); next = link.poll(now)) {
            now = next;
            wire.written();
        }
        assertEquals(before + 5_000, now);
        assertEquals(List.of("up", "down"), heard);
        assertEquals(1, link.losses());
        List<Long> hellos = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long next = link.poll(now);
            hellos.add(next - now);
            now = next;
        }
        wire.written();
        assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L, 4000L), hellos);
        settle();
        assertEquals(List.of("up", "down", "up"), heard);
        send(letters(4));
        settle();
        assertEquals(1, peer.received.size());
        assertEquals(2, peer.beginnings);
    }

    @Test
    void shouldKeepItsTimesWhereTheyWrapAround() {
        now = (1L << 31) - 100;
        shouldGiveUpASilentPeerAndFindItAgain();
        now = (1L << 32) - 100;
        send(letters(3));
        assertEquals(now + 250, link.poll(now));
        wire.written();
        assertEquals(now + 250, link.poll(now + 249));
        assertEquals(0, wire.written().length);
        assertEquals(now + 500, link.poll(now + 250));
        assertTrue(wire.written().length > 0);
    }

    @Test
    void shouldNoticeAPeerThatStartedAnew() {
        settle();
        send(letters(300));
        link.poll(now);
        wire.written();
        peer.restart(0x33333333);
        settle();
        assertEquals(List.of("up", "down", "up"), heard);
        assertTrue(room.isEmpty());
        assertEquals(List.of(), peer.received);
    }

    @Test
    void shouldGoDownWithItsWire() {
        settle();
        wire.isBroken = true;
        now += 10;
        link.poll(now);
        assertEquals(List.of("up", "down"), heard);
        assertEquals(now + 250, link.poll(now));
        wire.isBroken = false;
        now += 250;
        settle();
        assertEquals(List.of("up", "down", "up"), heard);
    }

    @Test
    void shouldDropAndCountWhatIsNoFrame() {
        settle();
        wire.give(new byte[] {1, 2, 3, 0, 0, 0, 9, 0});
        byte[] damaged = Frames.encode(new byte[] {0, 'x'});
        damaged[2] ^= 1;
        wire.give(damaged);
        wire.give(Frames.encode(new byte[63]));
        settle();
        assertEquals(4, link.damaged());
        wire.give(Frames.encode(new byte[] {0}));
        wire.give(Frames.encode(new byte[] {3, 1}));
        wire.give(Frames.encode(new byte[] {32, 'x'}));
        wire.give(Frames.encode(new byte[] {2, 1, 0, 1}));
        wire.give(Frames.encode(new byte[] {2, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 8}));
        wire.give(Frames.encode(new byte[] {2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7}));
        settle();
        assertEquals(6, link.ignored());
        assertEquals(List.of("up"), heard);
        peer.toSend.add("x".getBytes(StandardCharsets.US_ASCII));
        settle();
        assertEquals(List.of("up", "x"), heard);
    }

    /** The bytes that a processor in another language is tested with also. */
    @Test
    void shouldHaveTheBytesThatEverybodyHas() throws IOException {
        HexFormat hex = HexFormat.of();
        int count = 0;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                FrameLinkTest.class.getResourceAsStream("frames.txt"),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split(" ");
                byte[] body = hex.parseHex(words[0]);
                assertEquals(words[1], hex.formatHex(Frames.encode(body)));
                assertEquals(words[1], hex.formatHex(sent(body)));
                assertArrayEquals(body, received(hex.parseHex(words[1])));
                count++;
            }
        }
        assertTrue(count >= 8, "vectors are missing");
    }

    private static byte[] sent(byte[] body) {
        TestWire wire = new TestWire();
        TransmitRoom room = new TransmitRoom(300);
        FrameSender sender = new FrameSender(wire, room);
        sender.own[0] = body[0];
        room.beginMessage();
        room.bytes(body, 1, body.length - 1);
        room.endMessage();
        room.commit();
        sender.torn = false;
        sender.begin(1, 0, body.length - 1);
        sender.flush();
        return wire.written();
    }

    private static byte[] received(byte[] bytes) {
        FrameReceiver receiver = new FrameReceiver(254);
        int status = 0;
        for (byte b : bytes) {
            status = receiver.take(b);
        }
        return Arrays.copyOf(receiver.frame, Math.max(status, 0));
    }
}
