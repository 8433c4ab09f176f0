package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.link.Frames;
import org.mattermote.webrtc.link.LinkPeer;
import org.mattermote.webrtc.link.TestWire;
import org.mattermote.webrtc.sdp.Agreement;

/**
 * What a processor may send while two sessions are open. The first byte says whether the rest is on
 * the wire as it is, or is frames, each with its length before it, that are stuffed and have their
 * checksum. What is told is whole, and a processor that then behaves is heard.
 */
class MediaLinkJazzerTest {
    private static final int OPEN = 5;
    private static final int OTHER = 0x0106;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String hex :
                new String[] {
                    "00 0102030000",
                    "01 02 8085",
                    "01 04 00850500 04 0c840500 01 01",
                    "01 05 0086050001 05 0c86060101",
                    "01 19 00 830500 01000000 01000000 ffff007f 50c3 01c0a80105 00",
                    "01 1d 00 830500 ff000003 01000000 ffff007f 50c3 01c0a80105 0101020304 0500",
                    "01 25 00 830500 00000001 01000000 ffffff7e 0900"
                            + " 0220010db8000000000000000000000005 00",
                    "01 02 0081 02 0c82",
                    "01 0c 02 01 01 01000000 34120000 01",
                    "01 2c 02 01 01 99000000 34120000 01" + " 11".repeat(32)
                }) {
            seeds.add(HexFormat.of().parseHex(hex.replace(" ", "")));
        }
        return Kept.with(MediaLinkJazzerTest.class, seeds);
    }

    private static byte[] wire(byte[] data) {
        if ((data[0] & 1) == 0) {
            return Arrays.copyOfRange(data, 1, data.length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 1;
        while (at < data.length) {
            int length = Math.min(data[at] & 0x7F, data.length - at - 1);
            if (length > 0) {
                out.writeBytes(Frames.encode(Arrays.copyOfRange(data, at + 1, at + 1 + length)));
            }
            at += 1 + length;
        }
        return out.toByteArray();
    }

    /** Looks at what it is told. */
    private static final class Watch implements MediaEvents {
        final List<Integer> open = new ArrayList<>();
        boolean ready;

        @Override
        public void processorReady() {
            assertTrue(!ready);
            ready = true;
        }

        @Override
        public void processorLost() {
            assertTrue(ready);
            ready = false;
            open.clear();
        }

        @Override
        public void sourceReady() {
            assertTrue(ready);
        }

        @Override
        public void localCandidate(int id, IceCandidate candidate) {
            assertTrue(ready && candidate.priority > 0 && candidate.addressKind > 0);
        }

        @Override
        public void gathered(int id) {
            assertTrue(ready);
        }

        @Override
        public void connected(int id) {
            assertTrue(ready);
        }

        @Override
        public void failed(int id, int reason) {
            assertTrue(ready);
            open.remove((Integer) id);
        }
    }

    private static void settle(MediaLink link, TestWire wire, LinkPeer peer, long now) {
        boolean quiet = false;
        while (!quiet) {
            link.poll(now);
            quiet = true;
            for (byte[] frame : Frames.decode(wire.written())) {
                peer.take(frame);
                quiet = false;
            }
            for (byte[] f = peer.next(false); f != null; f = peer.next(false)) {
                wire.give(Frames.encode(f));
                quiet = false;
            }
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldSurviveAnyProcessor(byte[] data) {
        if (data.length < 2) {
            return;
        }
        TestWire wire = new TestWire();
        MediaLink link = new MediaLink(wire, 0x1234, 2, Agreement.STREAMS);
        Watch watch = new Watch();
        link.attach(watch);
        LinkPeer peer = new LinkPeer(0x77, new byte[33], 60);
        settle(link, wire, peer, 1);
        IceCredentials credentials = new IceCredentials();
        for (int id : new int[] {OPEN, OTHER}) {
            assertEquals(MediaStatus.OK, link.open(id, credentials, 0, null));
            watch.open.add(id);
        }
        settle(link, wire, peer, 2);
        // the next frame of the peer's is number 0, as those that may come now
        wire.give(wire(data));
        for (int i = 0; i < 64 && !wire.toDevice.isEmpty(); i++) {
            link.poll(3);
            wire.written();
        }
        if (watch.open.remove((Integer) OPEN)) {
            link.close(OPEN);
        }
        wire.give(new byte[1]);
        LinkPeer other = new LinkPeer(Arrays.hashCode(data) | 1, new byte[33], 60);
        settle(link, wire, other, 4);
        assertTrue(link.isReady() && watch.ready);
        assertEquals(MediaStatus.OK, link.open(OTHER, credentials, 0, null));
        other.received.clear();
        assertEquals(MediaStatus.OK, link.endOfCandidates(OTHER));
        settle(link, wire, other, 5);
        assertTrue(other.received.size() > 0);
    }
}
