package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.message.Packets;

/** Every error of the protocol ends the connection, and the next one is as good as ever. */
class BtpErrorsTest {
    private final BtpBench bench = new BtpBench(6);

    @BeforeEach
    void open() {
        bench.open(new BtpCentral(247, 6));
    }

    private void assertEnded(int flaw) {
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().flaws);
        assertEquals(flaw, bench.btp.counters().lastFlaw);
        assertEquals(List.of(1), bench.closed);
        assertEquals(0, bench.inUse());
        assertEquals(0, bench.btp.connection());
        assertEquals(Btp.NEVER, bench.poll());
        // Until the link is gone nothing counts any more.
        bench.write(0x0D, 0, 0, 1, 0, 5);
        bench.confirm();
        assertNull(bench.take());
        bench.disconnect();
        assertEquals(List.of(1), bench.closed, "once");
        BtpCentral next = bench.open(new BtpCentral(247, 6));
        next.send(BtpCentral.message(600, 1));
        bench.settle(next);
        assertEquals(600, bench.taken.get(bench.taken.size() - 1).length);
        assertEquals(2, bench.btp.connection());
    }

    @ParameterizedTest
    @CsvSource({
        // packets, one after the other; the flaw of the last
        "'', -1",
        "09, -1",
        "0900, -1",
        "09000001, -1",
        "656C04000000F70006, -3",
        "25000000, -3",
        "0000, -5",
        "0B00000100AA, -6",
        "0900000100, -7",
        "08000011, -7",
        "0D00000000AA, -9",
        "0D00000105AA, -9",
        "0900000105AA, -9",
        "090000FFFFAA, -9",
        "0D00010100AA, -10",
        "0D00FF0100AA, -10",
        "080000 080001, -11",
        "0D00000100AA 080001, -11",
        "080000 0D00010100AA, -11",
        "08FF00, -11",
        "080100, -11",
        "0900000300AA 01010300AA, -12",
        "0900000300AA 05010100AA, -12",
        "0200AA, -13",
        "0400AA, -13",
        "0600AA, -13",
        "0D00000100AA 0601AA, -13",
        "0D00000200AA, -14",
        "0D00000100AABB, -14",
        "0900000100AA, -14",
        "0900000100AABB, -14",
        "0900000300AA 0601BB, -14",
        "0900000300AA 0601BBCCDD, -14",
        "0900000300AA 0201BBCC, -14",
        "0900000300AA 0201BBCCDD, -14"
    })
    void shouldEndTheConnection(String packets, int flaw) {
        bench.takes = true;
        String[] all = packets.split(" ");
        for (int i = 0; i < all.length; i++) {
            assertEquals(0, bench.disconnects, "not before packet " + i);
            bench.takeAll();
            bench.write(Vectors.hex(all[i]));
        }
        assertEnded(flaw);
    }

    @Test
    void shouldEndWithASegmentThatIsTooLong() {
        bench.disconnect();
        bench.closed.clear();
        BtpBench other = new BtpBench(6);
        other.open(new BtpCentral(23, 6));
        byte[] packet = new byte[24];
        packet[0] = 0x01;
        packet[2] = 30;
        other.write(packet);
        assertEquals(BtpFlaw.SEGMENT_LENGTH, other.btp.counters().lastFlaw);
        assertEquals(1, other.disconnects);
        assertEquals(0, other.inUse());
    }

    @Test
    void shouldEndWithAMessageLongerThanAPacketOfTheNode() {
        BtpBench small = new BtpBench(new Packets(2, 1000, 0), 6, 2);
        small.open(new BtpCentral(247, 6));
        small.write(0x01, 0, 0xE8, 0x03, 1);
        assertEquals(0, small.disconnects, "1,000 bytes");
        small.disconnect();
        small.open(new BtpCentral(247, 6));
        small.write(0x01, 0, 0xE9, 0x03, 1);
        assertEquals(BtpFlaw.MESSAGE_LENGTH, small.btp.counters().lastFlaw);
    }

    @Test
    void shouldTakeAMessageOfTheLongestLength() {
        bench.write(0x01, 0, 0x00, 0x05, 1);
        assertEquals(0, bench.disconnects);
    }

    @Test
    void shouldEndWithAnAcknowledgementOfAnyNumberThatWasNotSent() {
        for (int number = 0; number < 256; number++) {
            bench.disconnect();
            BtpBench other = new BtpBench(6);
            other.open(new BtpCentral(247, 6));
            other.send(BtpCentral.message(10, 0));
            other.answer();
            other.write(0x08, number, 0);
            assertEquals(number < 2 ? 0 : 1, other.disconnects, "acknowledges " + number);
            if (number < 2) {
                other.write(0x08, number, 1);
                assertEquals(1, other.disconnects, "again " + number);
            }
        }
    }

    @Test
    void shouldEndWithAnyOtherSequenceNumber() {
        for (int number = 0; number < 256; number++) {
            BtpBench other = new BtpBench(6);
            other.open(new BtpCentral(247, 6));
            other.write(0x08, 0, 0);
            other.write(0x05, number, 1, 0, 9);
            assertEquals(number == 1 ? 0 : 1, other.disconnects, "number " + number);
        }
    }
}
