package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Cluster;

/** Commands that answer in a later poll, and responses in several messages. */
class PendingInvokeTest {
    private static final int INVOKE = ImOpcode.INVOKE_REQUEST;
    private static final String OK = "{0:0,255:12}";

    private final TestNode n = many();

    private static TestNode many() {
        InteractionSizes sizes = new InteractionSizes();
        sizes.pathsPerInvoke = 4;
        return new TestNode(sizes);
    }

    private static String request(String... commands) {
        return "{0:false,1:false,2:[" + String.join(",", commands) + "],255:12}";
    }

    private static String command(int id, int field, int reference) {
        return "{0:<0:1,1:256,2:" + id + ">,1:{0:" + field + "},2:" + reference + "}";
    }

    private Interaction send(String... commands) {
        Interaction in = n.open(operator());
        n.send(in, INVOKE, request(commands));
        return in;
    }

    private int proceedAll() {
        int polls = 0;
        while (n.server.hasPending()) {
            n.server.subject().set(admin());
            assertEquals(n.now, Math.min(n.now, n.server.proceed(n.now)));
            polls++;
        }
        return polls;
    }

    private String take() {
        assertEquals(1, n.outlet.sent.size());
        return n.outlet.sent.remove(0).text();
    }

    @AfterEach
    void shouldLeaveNothingBehind() {
        assertEquals(0, n.server.pool().inUse());
        assertEquals(0, n.outlet.lent.size());
        assertFalse(n.server.hasPending());
        assertEquals(Cluster.NEVER, n.server.proceed(n.now));
        assertTrue(n.full.memoryStays);
    }

    @Test
    void shouldAnswerInALaterPoll() {
        send(command(TestSpec.SLOW_ASK, 7, 1));
        assertEquals(0, n.outlet.sent.size());
        assertEquals(1, n.outlet.expected);
        assertEquals(3, proceedAll());
        assertEquals(1, n.outlet.expected);
        assertTrue(n.last().last());
        assertEquals("{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:7,1:11},2:1}}],255:12}", take());
        assertEquals(1, n.full.invocations);
    }

    @Test
    void shouldAnswerByAStatusInALaterPoll() {
        n.full.polls = 1;
        send("{0:<0:1,1:256,2:40>}");
        assertEquals(1, proceedAll());
        assertEquals("{0:false,1:[{1:{0:<0:1,1:256,2:40>,1:{0:135}}}],255:12}", take());
    }

    @Test
    void shouldRefuseASecondPendingCommand() {
        send(command(TestSpec.SLOW_ASK, 7, 1));
        send(command(TestSpec.SLOW, 8, 1), command(TestSpec.ASK, 9, 2));
        assertEquals(
                "{0:false,1:[{1:{0:<0:1,1:256,2:40>,1:{0:156},2:1}},"
                        + "{0:{0:<0:1,1:256,2:129>,1:{0:9,1:true},2:2}}],255:12}",
                take());
        proceedAll();
        assertEquals("{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:7,1:11},2:1}}],255:12}", take());
    }

    @Test
    void shouldRefuseWithoutMemory() {
        n.outlet.lendable = 0;
        send(command(TestSpec.SLOW, 8, 1));
        assertEquals("{0:false,1:[{1:{0:<0:1,1:256,2:40>,1:{0:156},2:1}}],255:12}", take());
    }

    @Test
    void shouldGoOnWithTheOtherCommands() {
        Interaction in =
                send(
                        command(TestSpec.ASK, 1, 1),
                        command(TestSpec.SLOW_ASK, 2, 2),
                        command(TestSpec.PLAIN, 3, 3),
                        command(TestSpec.SLOW, 4, 4));
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:1,1:true},2:1}}],2:true,255:12}", take());
        assertFalse(n.server.hasPending());
        n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        assertEquals(3, proceedAll());
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:2,1:11},2:2}},"
                        + "{1:{0:<0:1,1:256,2:0>,1:{0:0},2:3}}],2:true,255:12}",
                take());
        assertEquals(3, n.full.invocations - 1);
        n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        assertEquals(3, proceedAll());
        assertEquals("{0:false,1:[{1:{0:<0:1,1:256,2:40>,1:{0:135},2:4}}],255:12}", take());
    }

    @Test
    void shouldCancelWhenTheExchangeEnds() {
        Interaction in = send(command(TestSpec.SLOW, 7, 1));
        n.server.proceed(n.now);
        n.server.ended(in, false, n.now);
        assertEquals(TestSpec.SLOW, n.full.cancelled);
        assertEquals(0, n.outlet.sent.size());
    }

    @Test
    void shouldCancelBeforeTheFirstStep() {
        Interaction in = send(command(TestSpec.PLAIN, 1, 1), command(TestSpec.SLOW, 7, 2));
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:1,255:12}");
        assertEquals(TestSpec.SLOW, n.full.cancelled);
        assertEquals(0, n.full.proceeded);
    }

    @Test
    void shouldCancelWhenAnotherMessageComes() {
        Interaction in = send(command(TestSpec.SLOW, 7, 1));
        n.send(in, INVOKE, request(command(TestSpec.PLAIN, 1, 1)));
        assertEquals("{0:128,255:12}", take());
        assertEquals(TestSpec.SLOW, n.full.cancelled);
        assertEquals(1, n.full.invocations);
    }

    @Test
    void shouldCancelWhatEndsItsOwnExchangeInTheMiddle() {
        Interaction in = send(command(TestSpec.SLOW, 7, 1));
        n.full.onInvoke = () -> n.server.ended(in, false, n.now);
        n.server.proceed(n.now);
        assertEquals(TestSpec.SLOW, n.full.cancelled);
        assertEquals(1, n.full.proceeded);
    }

    @Test
    void shouldNotCancelWhatEndsItsOwnExchangeAtTheEnd() {
        n.full.polls = 1;
        Interaction in = send(command(TestSpec.SLOW, 7, 1));
        n.full.onInvoke = () -> n.server.ended(in, false, n.now);
        n.server.proceed(n.now);
        assertEquals(-1, n.full.cancelled);
        assertEquals(0, n.outlet.sent.size());
    }

    @Test
    void shouldNotHoldWhatEndedItsOwnExchange() {
        Interaction in = n.open(operator());
        n.full.onInvoke = () -> n.server.ended(in, false, n.now);
        n.send(in, INVOKE, request(command(TestSpec.SLOW, 7, 1)));
        assertEquals(0, n.outlet.sent.size());
        n.full.onInvoke = null;
    }

    @Test
    void shouldStaySilentWhenNoResponseIsWanted() {
        Interaction in = n.open(operator());
        n.send(in, INVOKE, request(command(TestSpec.SLOW_ASK, 7, 1)).replaceFirst("false", "true"));
        assertEquals(3, proceedAll());
        assertEquals(0, n.outlet.sent.size());
        assertEquals(1, n.outlet.closed.size());
        assertEquals(7, n.full.lastField);
    }

    @Test
    void shouldWaitForAPacketToAnswer() {
        send(command(TestSpec.SLOW_ASK, 7, 1));
        n.outlet.packetFree = false;
        assertEquals(n.now + 50, n.server.proceed(n.now));
        assertEquals(0, n.full.proceeded);
        n.outlet.packetFree = true;
        assertEquals(3, proceedAll());
        take();
    }

    @Test
    void shouldAnswerInSeveralMessages() {
        Interaction in =
                send(
                        command(TestSpec.BYTES, 700, 1),
                        command(TestSpec.ASK, 5, 2),
                        command(TestSpec.PLAIN, 0, 3));
        assertEquals(1, n.outlet.sent.size());
        assertEquals(0, n.outlet.lent.size());
        n.outlet.sent.clear();
        in =
                send(
                        command(TestSpec.ASK, 5, 1),
                        command(TestSpec.BYTES, 1100, 2),
                        command(TestSpec.PLAIN, 0, 3));
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:5,1:true},2:1}}],2:true,255:12}", take());
        assertEquals(5, n.full.invocations);
        n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        assertEquals(6, n.full.invocations);
        String rest = take();
        assertTrue(rest.startsWith("{0:false,1:[{0:{0:<0:1,1:256,2:128>,1:{0:"), rest);
        assertTrue(rest.endsWith(",2:2}},{1:{0:<0:1,1:256,2:0>,1:{0:0},2:3}}],255:12}"), rest);
    }

    @Test
    void shouldSayWhenAResponseFitsNoMessage() {
        send(command(TestSpec.ASK, 5, 1), command(TestSpec.TALKATIVE, 0, 2));
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:5,1:true},2:1}},"
                        + "{1:{0:<0:1,1:256,2:6>,1:{0:137},2:2}}],255:12}",
                take());
    }

    /** The first needs more of a large message than a packet has. */
    private Interaction sendLarge(int first, int second) {
        return send(
                command(TestSpec.ASK, 5, 1),
                command(TestSpec.BYTES, first, 2),
                command(TestSpec.BYTES, second, 3)
                        .replace(
                                "1:256", "1:" + Integer.toUnsignedString(TestNode.VENDOR_CLUSTER)));
    }

    @Test
    void shouldAnswerSeveralCommandsInOneLargeMessage() {
        n.outlet.room = 4000;
        sendLarge(1900, 1900);
        assertEquals(0, n.outlet.lent.size());
        assertTrue(n.outlet.sent.get(0).bytes().length > 3800);
        take();
    }

    @Test
    void shouldBeginAPacketBehindALargeMessage() {
        n.outlet.room = 2400;
        Interaction in = sendLarge(1500, 950);
        assertTrue(n.outlet.sent.get(0).bytes().length > 1500);
        assertTrue(take().endsWith("2:true,255:12}"));
        n.outlet.room = 1200;
        n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        assertTrue(n.outlet.sent.get(0).bytes().length > 950);
        take();
    }

    @Test
    void shouldSayWhenAResponseFitsNeitherALargeMessageNorAPacket() {
        n.outlet.room = 2400;
        sendLarge(1500, 1300);
        String answer = take();
        assertTrue(
                answer.endsWith("1:{0:137},2:3}}],255:12}"),
                answer.substring(answer.length() - 60));
    }

    @Test
    void shouldGiveUpALongResponseWithoutMemory() {
        for (int lendable = 0; lendable < 2; lendable++) {
            n.outlet.lendable = lendable;
            send(command(TestSpec.ASK, 5, 1), command(TestSpec.BYTES, 1150, 2));
            assertEquals(
                    "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:5,1:true},2:1}},"
                            + "{1:{0:<0:1,1:256,2:42>,1:{0:137},2:2}}],255:12}",
                    take());
        }
    }
}
