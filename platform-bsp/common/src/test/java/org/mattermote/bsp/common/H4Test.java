package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.port.PortStatus;

class H4Test {
    private static final byte[] RESET = {1, 3, 0x0C, 0};
    private static final int[] RESET_COMPLETE = {4, 0x0E, 4, 1, 3, 0x0C, 0};
    private static final int[] EVENT = {4, 0x13, 5, 1, 0x40, 0, 1, 0};
    private static final int[] ACL = {2, 0x40, 0x20, 3, 0, 7, 8, 9};

    private final HciBytes stream = new HciBytes();
    private final H4 packets = new H4(stream, H4.LONGEST);
    private final byte[] buffer = new byte[300];

    private void received(int... packet) {
        Arrays.fill(buffer, (byte) 0x55);
        assertEquals(packet.length, packets.receive(buffer, 2, 290));
        for (int i = 0; i < packet.length; i++) {
            assertEquals((byte) packet[i], buffer[2 + i], "byte " + i);
        }
        assertEquals(0x55, buffer[2 + packet.length]);
    }

    private int receive() {
        return packets.receive(buffer, 0, buffer.length);
    }

    @Test
    void shouldFindPacketsInAStream() {
        stream.come(EVENT);
        stream.come(ACL);
        stream.come(4, 0xFF, 0);
        stream.come(EVENT);
        received(EVENT);
        received(ACL);
        received(4, 0xFF, 0);
        received(EVENT);
        assertEquals(PortStatus.NONE, receive());
        assertEquals(0, packets.losses());
    }

    @Test
    void shouldWaitForTheRestAtEveryByte() {
        for (int[] packet : new int[][] {EVENT, ACL}) {
            for (int i = 0; i < packet.length; i++) {
                assertEquals(PortStatus.NONE, receive());
                stream.come(packet[i]);
            }
            received(packet);
        }
    }

    @Test
    void shouldDropAPacketThatDoesNotFitTheBuffer() {
        int[] packet = new int[3 + 200];
        packet[0] = 4;
        packet[2] = 200;
        stream.come(packet);
        stream.come(ACL);
        assertEquals(PortStatus.TOO_SMALL, packets.receive(buffer, 0, 100));
        received(ACL);
        // Its length is known before it is there.
        stream.come(4, 0x3E, 4);
        assertEquals(PortStatus.NONE, packets.receive(buffer, 0, 6));
        stream.come(1, 2, 3);
        assertEquals(PortStatus.NONE, packets.receive(buffer, 0, 6));
        stream.come(4);
        assertEquals(PortStatus.TOO_SMALL, packets.receive(buffer, 0, 6));
        // A buffer that is smaller than the one before.
        stream.come(4, 0x3E, 4);
        assertEquals(PortStatus.NONE, packets.receive(buffer, 0, 7));
        stream.come(1, 2, 3, 4);
        assertEquals(PortStatus.TOO_SMALL, packets.receive(buffer, 0, 6));
        stream.come(EVENT);
        received(EVENT);
        assertEquals(0, packets.losses());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 6, 0x80, 0xFF})
    void shouldRefuseEverythingAfterAnUnknownType(int type) {
        stream.come(type);
        stream.come(EVENT);
        lostUntilReset();
    }

    private void lostUntilReset() {
        assertEquals(PortStatus.FAILED, receive());
        assertEquals(PortStatus.FAILED, receive());
        byte[] command = {1, 1, 0x10, 0};
        assertEquals(PortStatus.FAILED, packets.send(command, 0, command.length));
        assertEquals(0, stream.sent.size());
        assertEquals(1, packets.losses());
        reset();
    }

    private void reset() {
        stream.sent.reset();
        assertEquals(PortStatus.OK, packets.send(RESET, 0, RESET.length));
        assertArrayEquals(RESET, stream.sent.toByteArray());
        assertEquals(PortStatus.NONE, receive());
        stream.come(RESET_COMPLETE);
        stream.come(EVENT);
        received(RESET_COMPLETE);
        received(EVENT);
    }

    @Test
    void shouldRefuseALengthThatCannotBe() {
        stream.come(2, 0x40, 0x20, H4.LONGEST - 5 + 1 & 0xFF, 0);
        int[] longest = new int[H4.LONGEST];
        longest[0] = 2;
        longest[3] = H4.LONGEST - 5;
        HciBytes other = new HciBytes();
        other.come(longest);
        assertEquals(H4.LONGEST, new H4(other, H4.LONGEST).receive(buffer, 0, buffer.length));
        lostUntilReset();
        stream.come(2, 0, 0, 0xFF, 0xFF);
        assertEquals(PortStatus.FAILED, receive());
    }

    @ParameterizedTest
    @ValueSource(ints = {PortStatus.FAILED, PortStatus.DAMAGED})
    void shouldBeLostWhereverTheStreamIs(int failure) {
        for (int before = 0; before < ACL.length; before++) {
            HciBytes broken = new HciBytes();
            H4 h4 = new H4(broken, H4.LONGEST);
            broken.come(Arrays.copyOf(ACL, before));
            assertEquals(PortStatus.NONE, h4.receive(buffer, 0, 99));
            broken.failure = failure;
            assertEquals(PortStatus.FAILED, h4.receive(buffer, 0, 99));
            broken.failure = PortStatus.OK;
            assertEquals(PortStatus.FAILED, h4.receive(buffer, 0, 99));
            assertEquals(PortStatus.OK, h4.send(RESET, 0, 4));
            broken.come(RESET_COMPLETE);
            assertEquals(7, h4.receive(buffer, 0, 99));
        }
    }

    @Test
    void shouldThrowAwayWhatIsBeforeTheAnswerToAReset() {
        reset();
        assertEquals(PortStatus.OK, packets.send(RESET, 0, 4));
        stream.come(9, 9, 9);
        stream.come(EVENT);
        stream.come(4, 0x0E, 4, 0x0E);
        stream.come(RESET_COMPLETE);
        received(RESET_COMPLETE);
        assertEquals(PortStatus.OK, packets.send(RESET, 0, 4));
        // Its own first bytes can be the middle of something else.
        stream.come(4, 0x0E);
        stream.come(RESET_COMPLETE);
        received(RESET_COMPLETE);
        // An answer to a command before is none.
        assertEquals(PortStatus.OK, packets.send(RESET, 0, 4));
        stream.come(4, 0x0E, 4, 1, 5, 0x10, 0);
        stream.come(4, 0x0E, 4, 1, 3, 0x0C);
        assertEquals(PortStatus.NONE, receive());
        stream.come(0x0C);
        received(4, 0x0E, 4, 1, 3, 0x0C, 0x0C);
    }

    @Test
    void shouldThrowAwayNoMoreThanALittleInOneCall() {
        assertEquals(PortStatus.OK, packets.send(RESET, 0, 4));
        stream.come(new int[5000]);
        assertEquals(PortStatus.NONE, receive());
        assertEquals(5000 - 1024, stream.waiting());
    }

    @Test
    void shouldSendWhatIsGivenAndAskAgainWhereThereIsNoRoom() {
        byte[] packet = {0, 0, 1, 5, 0x10, 0, 0};
        stream.full = true;
        assertEquals(PortStatus.NONE, packets.send(packet, 2, 4));
        assertEquals(PortStatus.NONE, packets.send(RESET, 0, 4));
        stream.come(EVENT);
        received(EVENT);
        stream.full = false;
        assertEquals(PortStatus.OK, packets.send(packet, 2, 4));
        assertArrayEquals(new byte[] {1, 5, 0x10, 0}, stream.sent.toByteArray());
    }

    @Test
    void shouldBeLostWhenAWriteFails() {
        stream.failure = PortStatus.FAILED;
        assertEquals(PortStatus.FAILED, packets.send(RESET, 0, 4));
        stream.failure = PortStatus.OK;
        stream.come(EVENT);
        assertEquals(PortStatus.FAILED, receive());
        assertEquals(PortStatus.OK, packets.send(RESET, 0, 4));
        stream.come(RESET_COMPLETE);
        received(RESET_COMPLETE);
    }
}
