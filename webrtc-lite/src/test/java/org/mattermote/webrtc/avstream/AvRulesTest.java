package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;

/**
 * Commands at random, some refused by the store, with sessions that come and go and restarts: the
 * tables keep within what the camera has, a stream serves all who asked for it, and one that is
 * used stays.
 */
class AvRulesTest {
    private static final int STEPS = 20_000;

    private final Random random = new Random(551);
    private AvRig rig = new AvRig();

    /** Requests that were answered with a video stream, by its id, since it was allocated. */
    private final AvRig.Video[][] asked = new AvRig.Video[4][0];

    private final int[] references = new int[4];

    private int pick(int... values) {
        return values[random.nextInt(values.length)];
    }

    private void video() {
        AvRig.Video[] one = new AvRig.Video[1];
        int status =
                rig.video(
                        v -> {
                            v.usage = pick(1, 3);
                            v.minRate = pick(1, 5, 15, 20);
                            v.maxRate = pick(15, 20, 30, 31);
                            v.minWidth = pick(320, 640, 1280);
                            v.minHeight = v.minWidth * 9 / 16;
                            v.maxWidth = pick(640, 1280, 1920);
                            v.maxHeight = v.maxWidth * 9 / 16;
                            v.minBits = pick(1, 1_000_000, 2_000_000);
                            v.maxBits = pick(1_000_000, 2_000_000, 4_000_000);
                            v.keyFrame = pick(0, 4000);
                            one[0] = v;
                        });
        if (status == ImStatus.SUCCESS) {
            int id = rig.response.charAt(3) - '0';
            AvRig.Video[] longer = Arrays.copyOf(asked[id], asked[id].length + 1);
            longer[asked[id].length] = one[0];
            asked[id] = longer;
        }
    }

    private void step() {
        int id = 1 + random.nextInt(3);
        switch (random.nextInt(10)) {
            case 0:
            case 1:
            case 2:
                video();
                break;
            case 3:
                boolean there = rig.cluster.has(true, id);
                int status = rig.remove(AvRig.VIDEO_DEALLOCATE, id);
                if (!there) {
                    assertEquals(ImStatus.NOT_FOUND, status);
                } else if (references[id] > 0) {
                    assertEquals(ImStatus.INVALID_IN_STATE, status);
                } else if (status == ImStatus.SUCCESS) {
                    asked[id] = new AvRig.Video[0];
                } else {
                    assertTrue(rig.store.refuse);
                }
                break;
            case 4:
                if (rig.cluster.has(true, id)) {
                    rig.cluster.refer(true, id, 1);
                    references[id]++;
                }
                break;
            case 5:
                if (references[id] > 0) {
                    rig.cluster.refer(true, id, -1);
                    references[id]--;
                }
                break;
            case 6:
                rig.snapshot(0, pick(1, 2, 5), pick(15, 30, 60), pick(50, 80), pick(80, 90));
                break;
            case 7:
                rig.remove(AvRig.SNAPSHOT_DEALLOCATE, id);
                break;
            case 8:
                rig.store.refuse = random.nextInt(3) == 0;
                break;
            default:
                if (random.nextInt(10) == 0) {
                    String kept = rig.kept().replaceAll(" 12:\\d+}", "}");
                    rig = rig.restarted();
                    assertEquals(kept, rig.kept().replaceAll(" 12:\\d+}", "}"));
                    Arrays.fill(references, 0);
                }
        }
    }

    private static int width(int resolution) {
        return resolution >>> 16;
    }

    private void look() {
        StreamTable video = rig.cluster.streams(StreamFields.VIDEO);
        StreamTable snapshots = rig.cluster.streams(StreamFields.SNAPSHOT);
        long pixels = 0;
        long bits = 0;
        int encoders = 0;
        for (int id = 1; id <= 3; id++) {
            assertEquals(asked[id].length > 0, video.has(id));
            if (!video.has(id)) {
                continue;
            }
            assertEquals(references[id], video.references(id));
            encoders++;
            int largest = video.value(id, StreamFields.VIDEO_MAX_RESOLUTION);
            int smallest = video.value(id, StreamFields.VIDEO_MIN_RESOLUTION);
            int most = video.value(id, StreamFields.VIDEO_MAX_FRAME_RATE);
            int least = video.value(id, StreamFields.VIDEO_MIN_FRAME_RATE);
            pixels += (long) width(largest) * (largest & 0xFFFF) * most;
            bits += video.value(id, StreamFields.VIDEO_MIN_BIT_RATE);
            assertTrue(least <= most && width(smallest) <= width(largest));
            for (AvRig.Video v : asked[id]) {
                assertTrue(v.minRate <= least && most <= v.maxRate);
                assertTrue(v.minWidth <= width(smallest) && width(largest) <= v.maxWidth);
                assertTrue(v.minBits <= video.value(id, StreamFields.VIDEO_MIN_BIT_RATE));
                assertTrue(video.value(id, StreamFields.VIDEO_MAX_BIT_RATE) <= v.maxBits);
                assertEquals(v.keyFrame, video.value(id, StreamFields.VIDEO_KEY_FRAME_INTERVAL));
            }
        }
        for (int id = 1; id <= 2; id++) {
            if (snapshots.has(id)) {
                int largest = snapshots.value(id, StreamFields.SNAPSHOT_MAX_RESOLUTION);
                boolean big =
                        width(snapshots.value(id, StreamFields.SNAPSHOT_MIN_RESOLUTION)) > 640;
                encoders += big ? 1 : 0;
                long own = (long) width(largest) * (largest & 0xFFFF);
                pixels += big ? own * snapshots.value(id, StreamFields.SNAPSHOT_FRAME_RATE) : 0;
            }
        }
        assertTrue(encoders <= 3, encoders + " encoders");
        assertTrue(pixels <= rig.settings.pixelRate, pixels + " pixels");
        assertTrue(bits <= rig.settings.bandwidth, bits + " bits");
    }

    @Test
    void shouldKeepWithinWhatTheCameraHas() {
        int allocated = 0;
        for (int i = 0; i < STEPS; i++) {
            step();
            look();
            allocated += rig.cluster.streams(StreamFields.VIDEO).count() == 3 ? 1 : 0;
        }
        assertTrue(allocated > STEPS / 100, allocated + " times full");
    }
}
