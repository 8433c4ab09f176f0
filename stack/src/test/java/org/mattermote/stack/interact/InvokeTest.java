package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.Subject;

class InvokeTest {
    private static final int INVOKE = ImOpcode.INVOKE_REQUEST;

    private final TestNode n = new TestNode();

    private String invoke(Subject who, String... commands) {
        String request = "{0:false,1:false,2:[" + String.join(",", commands) + "],255:12}";
        String answer = n.ask(who, INVOKE, request);
        assertEquals(0, n.server.pool().inUse());
        return answer;
    }

    private static String command(int id) {
        return "{0:<0:1,1:256,2:" + id + ">,1:{}}";
    }

    private static String status(int command, int status) {
        return "{0:false,1:[{1:{0:<0:1,1:256,2:" + command + ">,1:{0:" + status + "}}}],255:12}";
    }

    @Test
    void shouldAnswerByAStatus() {
        assertEquals(status(0, 0), invoke(operator(), command(TestSpec.PLAIN)));
        assertEquals(ImOpcode.INVOKE_RESPONSE, n.lastOpcode());
        assertEquals(1, n.full.lastEndpoint);
    }

    @Test
    void shouldAnswerByAResponse() {
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:77,1:true}}}],255:12}",
                invoke(operator(), "{0:<0:1,1:256,2:1>,1:{0:77}}"));
    }

    @Test
    void shouldEchoTheReference() {
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:77,1:true},2:9}}],255:12}",
                invoke(operator(), "{2:9,1:{0:77},0:<2:1,1:256,0:1>}"));
        assertEquals(
                "{0:false,1:[{1:{0:<0:1,1:256,2:0>,1:{0:0},2:9}}],255:12}",
                invoke(operator(), "{0:<0:1,1:256,2:0>,2:9}"));
    }

    @Test
    void shouldTakeAbsentFieldsForEmptyOnes() {
        assertEquals(status(0, 0), invoke(operator(), "{0:<0:1,1:256,2:0>}"));
        assertEquals(-1, n.full.lastField);
    }

    @Test
    void shouldGiveTheStatusOfACommandThatFailsInTheMiddle() {
        assertEquals(
                "{0:false,1:[{1:{0:<0:1,1:256,2:7>,1:{0:1,1:4}}}],255:12}",
                invoke(operator(), command(TestSpec.CLUSTER_STATUS)));
    }

    @Test
    void shouldSayWhenAResponseDoesNotFit() {
        assertEquals(status(6, 0x89), invoke(operator(), command(TestSpec.TALKATIVE)));
    }

    @Test
    void shouldRunSeveralCommands() {
        TestNode m = new TestNode();
        String answer =
                m.ask(
                        operator(),
                        INVOKE,
                        "{0:false,1:false,2:[{0:<0:1,1:256,2:1>,1:{0:5},2:1},"
                                + "{0:<0:1,1:256,2:6>,2:2},{0:<0:1,1:256,2:0>,2:3}]}");
        assertEquals(
                "{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:5,1:true},2:1}},"
                        + "{1:{0:<0:1,1:256,2:6>,1:{0:137},2:2}},"
                        + "{1:{0:<0:1,1:256,2:0>,1:{0:0},2:3}}],255:12}",
                answer);
    }

    @Test
    void shouldRefuseWrongMessagesAsAWhole() {
        TestNode m = new TestNode();
        String good = "{0:<0:1,1:256,2:0>,2:1}";
        for (String message :
                new String[] {
                    "{0:false,1:false}",
                    "{1:false,2:[" + good + "]}",
                    "{0:false,2:[" + good + "]}",
                    "{0:1,1:false,2:[" + good + "]}",
                    "{0:false,1:1,2:[" + good + "]}",
                    "{0:false,1:false,2:" + good + "}",
                    "{0:false,1:false,2:[]}",
                    "{0:false,1:false,2:[7]}",
                    "{0:false,1:false,2:[{1:{}}]}",
                    "{0:false,1:false,2:[{0:{0:1,1:256,2:0}}]}",
                    "{0:false,1:false,2:[{0:<1:256,2:0>}]}",
                    "{0:false,1:false,2:[{0:<0:1,2:0>}]}",
                    "{0:false,1:false,2:[{0:<0:1,1:256>}]}",
                    "{0:false,1:false,2:[{0:<0:1,1:256,2:0>,2:65536}]}",
                    "{0:false,1:false,2:[" + good + ",{0:<0:1,1:256,2:1>,2:1}]}",
                    "{0:false,1:false,2:[" + good + ",{0:<0:1,1:256,2:0>,2:2}]}",
                    "{0:false,1:false,2:[" + good + ",{0:<0:1,1:256,2:1>}]}",
                    "{0:false,1:false,2:["
                            + good
                            + ",{0:<0:1,1:256,2:1>,2:2},"
                            + "{0:<0:1,1:256,2:2>,2:3},{0:<0:1,1:256,2:3>,2:4},"
                            + "{0:<0:1,1:256,2:4>,2:5}]}"
                }) {
            assertEquals("{0:128,255:12}", m.ask(admin(), INVOKE, message), message);
        }
        assertEquals(0, m.full.invocations);
    }

    @Test
    void shouldRefuseWhatItCouldNotAnswer() {
        n.outlet.room = 40;
        assertEquals("{0:137,255:12}", invoke(operator(), command(TestSpec.PLAIN)));
        assertEquals(0, n.full.invocations);
    }

    @Test
    void shouldSuppressTheResponse() {
        n.send(n.open(operator()), INVOKE, "{0:true,1:false,2:[" + command(1) + "]}");
        assertEquals(1, n.full.invocations);
        assertEquals(0, n.outlet.sent.size());
        assertEquals(1, n.outlet.closed.size());
        n.send(n.open(operator()), INVOKE, "{0:true,1:false,2:[{}]}");
        assertEquals("{0:128,255:12}", n.last().text());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldNotAnswerOnAnExchangeThatTheCommandEnded() {
        Interaction in = n.open(operator());
        n.full.onInvoke = () -> n.server.ended(in, false, n.now);
        n.send(in, INVOKE, "{0:false,1:false,2:[" + command(1) + "]}");
        assertEquals(0, n.outlet.sent.size());
        assertEquals(0, n.server.pool().inUse());
        n.full.onInvoke = null;
        assertEquals(status(0, 0), invoke(operator(), command(TestSpec.PLAIN)));
    }

    @Test
    void shouldTakeTimedCommands() {
        assertEquals(
                status(2, 0),
                n.askTimed(operator(), INVOKE, "{0:false,1:true,2:[" + command(2) + "]}"));
        assertEquals(
                status(0, 0),
                n.askTimed(operator(), INVOKE, "{0:false,1:true,2:[" + command(0) + "]}"));
    }

    @Test
    void shouldRefuseWhenTimingDoesNotMatch() {
        String timed = "{0:false,1:true,2:[" + command(2) + "]}";
        String untimed = "{0:false,1:false,2:[" + command(2) + "]}";
        assertEquals("{0:201,255:12}", n.ask(operator(), INVOKE, timed));
        assertEquals("{0:201,255:12}", n.askTimed(operator(), INVOKE, untimed));
        String write = "2:[{1:<2:1,3:256,4:4>,2:5}]}";
        assertEquals(
                "{0:201,255:12}", n.ask(operator(), ImOpcode.WRITE_REQUEST, "{1:true," + write));
        assertEquals(
                "{0:201,255:12}",
                n.askTimed(operator(), ImOpcode.WRITE_REQUEST, "{1:false," + write));
        assertEquals(
                "{0:[{0:<2:1,3:256,4:4>,1:{0:0}}],255:12}",
                n.askTimed(operator(), ImOpcode.WRITE_REQUEST, "{1:true," + write));
        assertEquals(0, n.full.invocations);
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldRefuseWhatComesTooLate() {
        Interaction in = n.open(operator());
        n.send(in, ImOpcode.TIMED_REQUEST, "{0:500,255:12}");
        n.now += 500;
        n.send(in, INVOKE, "{0:false,1:true,2:[" + command(2) + "]}");
        assertEquals(status(2, 0), n.last().text());
        in = n.open(operator());
        n.send(in, ImOpcode.TIMED_REQUEST, "{0:500,255:12}");
        n.now += 501;
        n.send(in, INVOKE, "{0:false,1:true,2:[" + command(2) + "]}");
        assertEquals("{0:148,255:12}", n.last().text());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldRefuseOtherMessagesAfterATimedRequest() {
        assertEquals("{0:128,255:12}", n.askTimed(operator(), ImOpcode.READ_REQUEST, "{3:true}"));
        assertEquals("{0:128,255:12}", n.askTimed(operator(), ImOpcode.TIMED_REQUEST, "{0:5}"));
        assertEquals("{0:128,255:12}", n.askTimed(operator(), ImOpcode.STATUS_RESPONSE, "{0:0}"));
        assertEquals("{0:128,255:12}", n.ask(operator(), ImOpcode.TIMED_REQUEST, "{1:5}"));
        assertEquals("{0:128,255:12}", n.ask(operator(), ImOpcode.TIMED_REQUEST, "{0:65536}"));
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldRunOnTheMembersOfAGroupWithoutAWord() {
        TestNode grouped =
                new TestNode(new InteractionSizes(), (fabric, group, endpoint) -> group == 0x101);
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = 3;
        entry.authMode = Subject.AUTH_MODE_GROUP;
        grouped.access.add(entry);
        Interaction in = grouped.open(TestNode.group(1, 0x101));
        in.group = true;
        grouped.send(in, INVOKE, "{0:false,1:false,2:[{0:<1:256,2:1>,1:{0:3}}]}");
        assertEquals(1, grouped.full.invocations);
        assertEquals(3, grouped.full.lastField);
        assertEquals(0, grouped.outlet.sent.size());
        assertEquals(0, grouped.server.pool().inUse());
    }
}
