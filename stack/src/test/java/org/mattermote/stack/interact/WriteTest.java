package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.stranger;
import static org.mattermote.stack.interact.TestNode.version;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.Subject;

class WriteTest {
    private static final int WRITE = ImOpcode.WRITE_REQUEST;

    private final TestNode n = new TestNode();

    private static String item(String path, String value) {
        return "{1:<" + path + ">,2:" + value + "}";
    }

    private String write(Subject who, String... items) {
        String request = "{0:false,1:false,2:[" + String.join(",", items) + "],255:12}";
        String answer = n.ask(who, WRITE, request);
        assertEquals(0, n.server.pool().inUse());
        return answer;
    }

    /** Status of a write to attribute {@code attribute} of the full cluster. */
    private int status(Subject who, int attribute, String value) {
        String answer = write(who, item("2:1,3:256,4:" + attribute, value));
        return statusOf(answer);
    }

    private static int statusOf(String answer) {
        int at = answer.indexOf(",1:{0:");
        return Integer.parseInt(answer.substring(at + 6, answer.indexOf('}', at)));
    }

    @Test
    void shouldWriteOneAttribute() {
        assertEquals(
                "{0:[{0:<2:1,3:256,4:0>,1:{0:0}}],255:12}",
                write(operator(), item("2:1,3:256,4:0", "true")));
        assertEquals(ImOpcode.WRITE_RESPONSE, n.lastOpcode());
        assertTrue(n.full.bool);
    }

    @Test
    void shouldWriteSeveralAttributesEachWithItsStatus() {
        assertEquals(
                "{0:[{0:<2:1,3:256,4:0>,1:{0:0}},{0:<2:1,3:256,4:99>,1:{0:134}},"
                        + "{0:<2:1,3:256,4:2>,1:{0:0}}],255:12}",
                write(
                        operator(),
                        item("2:1,3:256,4:0", "true"),
                        item("2:1,3:256,4:99", "true"),
                        item("2:1,3:256,4:2", "'abc'")));
        assertEquals(3, n.full.textLength);
        assertEquals("{0:[],255:12}", write(operator()));
    }

    @Test
    void shouldTellNothingToWhoMayNotView() {
        assertEquals(0x7E, status(stranger(), 99, "5"));
        assertEquals(0x7E, statusOf(write(stranger(), item("2:9,3:256,4:0", "5"))));
    }

    @Test
    void shouldTakeTheRightDataVersion() {
        String path = "<2:1,3:256,4:0>,2:true}";
        assertEquals(0, statusOf(write(admin(), "{0:" + version(n.full) + ",1:" + path)));
    }

    @Test
    void shouldCheckTypesAndLimits() {
        assertEquals(0, status(admin(), TestSpec.NULLABLE_U8, "null"));
        assertEquals(0, status(admin(), TestSpec.NULLABLE_U8, "100"));
        assertEquals(0x87, status(admin(), TestSpec.NULLABLE_U8, "0"));
        assertEquals(0x87, status(admin(), TestSpec.NULLABLE_U8, "101"));
        assertEquals(0x87, status(admin(), TestSpec.NULLABLE_U8, "256"));
        assertEquals(0x8D, status(admin(), TestSpec.NULLABLE_U8, "+5"));
        assertEquals(0x8D, status(admin(), TestSpec.BOOL, "null"));
        assertEquals(0, status(admin(), TestSpec.WRITE_ONLY, "255"));
        assertEquals(0x87, status(admin(), TestSpec.WRITE_ONLY, "18446744073709551615"));
        assertEquals(0, status(admin(), TestSpec.TEXT, "'12345678'"));
        assertEquals(0x87, status(admin(), TestSpec.TEXT, "'123456789'"));
        assertEquals(0x8D, status(admin(), TestSpec.TEXT, "x00"));
        assertEquals(0, status(admin(), TestSpec.BITS, "7"));
        assertEquals(0x87, status(admin(), TestSpec.BITS, "8"));
        assertEquals(0, status(admin(), TestSpec.CHOICE, "3"));
        assertEquals(0, status(admin(), TestSpec.SIGNED, "+32767"));
        assertEquals(0, status(admin(), TestSpec.SIGNED, "-50"));
        assertEquals(0x87, status(admin(), TestSpec.SIGNED, "-51"));
        assertEquals(0x87, status(admin(), TestSpec.SIGNED, "-32768"));
        assertEquals(0x87, status(admin(), TestSpec.SIGNED, "+32768"));
        assertEquals(0x87, status(admin(), TestSpec.SIGNED, "-32769"));
        assertEquals(0x8D, status(admin(), TestSpec.SIGNED, "5"));
        assertEquals(0, status(admin(), TestSpec.WHOLE_LIST, "[1,2,3,4]"));
        assertEquals(0x87, status(admin(), TestSpec.WHOLE_LIST, "[1,2,3,4,5]"));
        assertEquals(0x8D, status(admin(), TestSpec.WHOLE_LIST, "[1,'x']"));
        assertEquals(0x87, status(admin(), TestSpec.WHOLE_LIST, "[65536]"));
        assertEquals(0x8D, status(admin(), TestSpec.WHOLE_LIST, "{}"));
        assertEquals(0x8D, status(admin(), TestSpec.WHOLE_LIST, "null"));
        assertEquals(0x8D, status(admin(), TestSpec.SCOPED_LIST, "[1]"));
    }

    @Test
    void shouldReplaceAListAndAppendToIt() {
        String path = "2:1,3:256,4:8";
        String answer =
                write(
                        operator(),
                        item(path, "[]"),
                        item(path + ",5:null", "5"),
                        item(path + ",5:null", "6"),
                        item(path + ",5:null", "'x'"),
                        item(path + ",5:null", "7"));
        String head = "{0:<2:1,3:256,4:8,5:null>,1:{0:";
        assertEquals(
                "{0:[{0:<2:1,3:256,4:8>,1:{0:0}},"
                        + head
                        + "0}},"
                        + head
                        + "0}},"
                        + head
                        + "141}},"
                        + head
                        + "0}}],255:12}",
                answer);
        assertArrayEquals(new int[] {5, 6, 7}, Arrays.copyOf(n.full.whole, n.full.wholeCount));
    }

    @Test
    void shouldReplaceOwnEntriesOnlyOfAFabricScopedList() {
        n.full.scopedCount = 2;
        n.full.scopedFabric[0] = 1;
        n.full.scopedFabric[1] = 2;
        assertEquals(0, status(admin(), TestSpec.SCOPED_LIST, "[{1:8},{1:9,254:3}]"));
        assertEquals(3, n.full.scopedCount);
        assertArrayEquals(new int[] {2, 1, 1}, Arrays.copyOf(n.full.scopedFabric, 3));
    }

    @Test
    void shouldRefuseAppendsAfterAFailedReplacement() {
        String path = "2:1,3:256,4:8";
        String answer = write(operator(), item(path, "[1,2,3,4,5]"), item(path + ",5:null", "5"));
        assertEquals(
                "{0:[{0:<2:1,3:256,4:8>,1:{0:135}},{0:<2:1,3:256,4:8,5:null>,1:{0:135}}],255:12}",
                answer);
        assertEquals(0, n.full.writes);
    }

    @Test
    void shouldRefuseItemsAndAppendsWhereThereIsNoList() {
        assertEquals(0x8D, statusOf(write(admin(), item("2:1,3:256,4:0,5:null", "true"))));
        assertEquals(0x88, statusOf(write(admin(), item("2:1,3:256,4:8,5:0", "5"))));
    }

    @Test
    void shouldFinishARunThatTakesItsOwnRights() {
        String path = "2:1,3:256,4:3";
        Interaction in = n.open(admin());
        n.send(in, WRITE, "{1:false,2:[" + item(path, "[{1:1}]") + "],3:true,255:12}");
        assertFalse(n.last().last());
        AccessControlEntry entry = new AccessControlEntry();
        n.access.read(0, entry);
        entry.privilege = 1;
        n.access.replace(0, entry);
        n.send(in, WRITE, "{1:false,2:[" + item(path + ",5:null", "{1:2}") + "],3:false,255:12}");
        assertTrue(n.last().last());
        assertEquals(0, statusOf(n.last().text()));
        assertEquals(2, n.full.scopedCount);
        assertEquals(0x7E, statusOf(write(admin(), item(path + ",5:null", "{1:3}"))));
    }

    @Test
    void shouldTakeDataVersionOncePerRun() {
        String path = "<2:1,3:256,4:8";
        String version = "{0:" + version(n.full) + ",1:";
        String answer =
                write(admin(), version + path + ">,2:[]}", version + path + ",5:null>,2:4}");
        assertFalse(answer.contains("{0:146}"), answer);
        assertEquals(1, n.full.wholeCount);
    }

    @Test
    void shouldTakeAListOverSeveralMessages() {
        String path = "2:1,3:256,4:8";
        Interaction in = n.open(operator());
        n.send(in, WRITE, "{1:false,2:[" + item(path, "[1]") + "],3:true,255:12}");
        assertEquals("{0:[{0:<" + path + ">,1:{0:0}}],255:12}", n.last().text());
        assertFalse(n.last().last());
        n.send(in, WRITE, "{1:false,2:[" + item(path + ",5:null", "2") + "],3:true,255:12}");
        assertFalse(n.last().last());
        n.send(in, WRITE, "{1:false,2:[" + item(path + ",5:null", "3") + "],255:12}");
        assertTrue(n.last().last());
        assertEquals(3, n.full.wholeCount);
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldTellAListWhenTheItemsOfAMessageAreThrough() {
        String whole = "2:1,3:256,4:8";
        String scoped = "2:1,3:256,4:3";
        Interaction in = n.open(admin());
        n.send(
                in,
                WRITE,
                "{1:false,2:["
                        + String.join(
                                ",",
                                item(whole, "[]"),
                                item(whole + ",5:null", "1"),
                                item(whole + ",5:null", "2"),
                                item(scoped, "[{1:1}]"),
                                item("2:1,3:256,4:0", "true"),
                                item(whole + ",5:null", "'x'"))
                        + "],3:true}");
        assertEquals(List.of(2, 1), n.full.listsWritten);
        n.send(in, WRITE, "{1:false,2:[" + item(whole + ",5:null", "3") + "],255:12}");
        assertEquals(List.of(2, 1, 3), n.full.listsWritten);
        write(admin(), item("2:1,3:256,4:0", "true"), item(whole, "5"));
        assertEquals(3, n.full.listsWritten.size());
    }

    @Test
    void shouldTakeBackWhatAListDidNotKeep() {
        String whole = "2:1,3:256,4:8";
        n.full.listStatus = 1;
        Interaction in = n.open(admin());
        n.send(
                in,
                WRITE,
                "{1:false,2:["
                        + String.join(
                                ",",
                                item("2:1,3:256,4:0", "true"),
                                item(whole + ",5:null", "'x'"),
                                item(whole + ",5:null", "1"),
                                item(whole + ",5:null", "2"),
                                item("2:1,3:256,4:12", "1"))
                        + "],3:true}");
        String head = "{0:<2:1,3:256,4:8,5:null>,1:{0:";
        assertEquals(
                "{0:[{0:<2:1,3:256,4:0>,1:{0:0}},"
                        + (head + "141}},")
                        + (head + "1}},")
                        + (head + "1}},")
                        + "{0:<2:1,3:256,4:12>,1:{0:0}}],255:12}",
                n.last().text());
        n.send(
                in,
                WRITE,
                "{1:false,2:["
                        + item(whole, "[]")
                        + ","
                        + item(whole + ",5:null", "1")
                        + "],3:true}");
        n.send(in, WRITE, "{1:false,2:[" + item(whole + ",5:null", "3") + "],255:12}");
        assertEquals("{0:[" + head + "1}}],255:12}", n.last().text());
        assertEquals(List.of(2, 1), n.full.listsWritten);
    }

    @Test
    void shouldEndAWriteThatGoesWrongInTheMiddle() {
        Interaction in = n.open(operator());
        String chunk = "{1:false,2:[" + item("2:1,3:256,4:8", "[1]") + "],3:true,255:12}";
        n.send(in, WRITE, chunk);
        n.send(in, ImOpcode.READ_REQUEST, "{3:true}");
        assertEquals("{0:128,255:12}", n.last().text());
        in = n.open(operator());
        n.send(in, WRITE, chunk);
        int sent = n.outlet.sent.size();
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:1}");
        assertEquals(sent, n.outlet.sent.size());
        in = n.open(operator());
        n.send(in, WRITE, chunk);
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
        assertEquals("{0:128,255:12}", n.last().text());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldSuppressTheResponse() {
        n.send(
                n.open(operator()),
                WRITE,
                "{0:true,1:false,2:[" + item("2:1,3:256,4:0", "true") + "]}");
        assertTrue(n.full.bool);
        assertEquals(0, n.outlet.sent.size());
        assertEquals(1, n.outlet.closed.size());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldRefuseWrongMessagesAsAWhole() {
        String good = item("2:1,3:256,4:0", "true");
        for (String message :
                new String[] {
                    "{1:false}",
                    "{2:[" + good + "]}",
                    "{1:0,2:[" + good + "]}",
                    "{0:1,1:false,2:[" + good + "]}",
                    "{1:false,2:[" + good + "],3:1}",
                    "{1:false,2:{}}",
                    "{1:false,2:[5]}",
                    "{1:false,2:[" + good + ",{1:<2:1,3:256,4:0>}]}",
                    "{1:false,2:[" + good + ",{2:true}]}",
                    "{1:false,2:[" + good + "," + item("3:256,4:0", "true") + "]}",
                    "{1:false,2:[" + good + "," + item("2:1,4:0", "true") + "]}",
                    "{1:false,2:[" + good + "," + item("2:1,3:256", "true") + "]}",
                    "{1:false,2:[{0:true,1:<2:1,3:256,4:0>,2:true}]}",
                    "{1:false,2:[{1:<0:true,2:1,3:256,4:0>,2:true}]}",
                    "{0:true,1:false,2:[" + good + "],3:true}",
                    "{1:true,2:[" + good + "],3:true}"
                }) {
            assertEquals("{0:128,255:12}", n.ask(admin(), WRITE, message), message);
        }
        assertEquals(0, n.full.writes);
        assertFalse(n.full.bool);
    }

    @Test
    void shouldRefuseWhatItCouldNotAnswer() {
        n.outlet.room = 100;
        String[] items = new String[10];
        Arrays.fill(items, item("2:1,3:256,4:0", "true"));
        assertEquals("{0:137,255:12}", write(admin(), items));
        assertFalse(n.full.bool);
    }

    @Test
    void shouldWriteToTheMembersOfAGroupWithoutAWord() {
        TestNode grouped =
                new TestNode(
                        new InteractionSizes(),
                        (fabric, group, endpoint) ->
                                fabric == 1 && group == 0x101 && endpoint == 1);
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = 3;
        entry.authMode = Subject.AUTH_MODE_GROUP;
        grouped.access.add(entry);
        Interaction in = grouped.open(TestNode.group(1, 0x101));
        in.group = true;
        grouped.send(in, WRITE, "{0:true,1:false,2:[" + item("3:256,4:0", "true") + "]}");
        assertTrue(grouped.full.bool);
        in = grouped.open(TestNode.group(1, 0x102));
        in.group = true;
        grouped.send(in, WRITE, "{0:true,1:false,2:[" + item("3:256,4:0", "false") + "]}");
        assertTrue(grouped.full.bool);
        for (int opcode = 0; opcode < 12; opcode++) {
            in = grouped.open(TestNode.group(1, 0x101));
            in.group = true;
            grouped.send(in, opcode, "{1:true}");
        }
        assertEquals(0, grouped.outlet.sent.size());
        assertEquals(0, grouped.server.pool().inUse());
    }
}
