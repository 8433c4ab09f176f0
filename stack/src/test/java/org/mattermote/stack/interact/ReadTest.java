package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.stranger;
import static org.mattermote.stack.interact.TestNode.version;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.requirement.Tag;

class ReadTest {
    private static final int READ = ImOpcode.READ_REQUEST;

    private final TestNode n = new TestNode();

    private String read(Subject who, String paths) {
        String answer = n.ask(who, READ, "{0:[" + paths + "],3:true,255:12}");
        assertEquals(0, n.server.pool().inUse());
        return answer;
    }

    private String data(String path, String value) {
        return "{1:{0:" + version(n.full) + ",1:<" + path + ">,2:" + value + "}}";
    }

    private static String status(String path, int status) {
        return "{0:{0:<" + path + ">,1:{0:" + status + "}}}";
    }

    private static String report(String... reports) {
        return "{1:[" + String.join(",", reports) + "],4:true,255:12}";
    }

    /** The paths of all reports in the chunks of one read. */
    private List<String> paths(Subject who, String request) {
        Interaction in = n.open(who);
        n.send(in, READ, request);
        List<String> paths = new ArrayList<>();
        while (true) {
            String text = n.last().text();
            int at = text.indexOf("1:<");
            while (at >= 0) {
                paths.add(text.substring(at + 3, text.indexOf('>', at)));
                at = text.indexOf("1:<", at + 1);
            }
            if (n.last().last()) {
                assertEquals(0, n.server.pool().inUse());
                return paths;
            }
            n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0,255:12}");
        }
    }

    @Test
    void shouldReadOneAttribute() {
        assertEquals(report(data("2:1,3:256,4:0", "false")), read(admin(), "<2:1,3:256,4:0>"));
        assertEquals(ImOpcode.REPORT_DATA, n.lastOpcode());
    }

    @Test
    void shouldTakeMembersInAnyOrderAndSkipUnknownOnes() {
        assertEquals(
                report(data("2:1,3:256,4:0", "false")),
                read(admin(), "<7:{1:2},0:false,4:0,1:99,3:256,2:1>"));
        assertTrue(n.ask(admin(), READ, "{9:5,3:false,0:[<2:1,3:256,4:0>]}").startsWith("{1:[{1:"));
    }

    @Test
    void shouldReadEveryKindOfValue() {
        n.full.numberNull = true;
        n.full.scopedCount = 3;
        n.full.scopedFabric[0] = 1;
        n.full.scopedFabric[1] = 2;
        n.full.scopedFabric[2] = 1;
        n.full.scopedValue[2] = 7;
        n.full.wholeCount = 2;
        assertEquals(
                report(
                        data("2:1,3:256,4:1", "null"),
                        data("2:1,3:256,4:2", "'hello'"),
                        data("2:1,3:256,4:3", "[{1:0,254:1},{1:7,254:1}]"),
                        data("2:1,3:256,4:8", "[0,0]"),
                        data("2:1,3:256,4:14", "-7")),
                read(
                        admin(),
                        "<2:1,3:256,4:1>,<2:1,3:256,4:2>,<2:1,3:256,4:3>,<2:1,3:256,4:8>,"
                                + "<2:1,3:256,4:14>"));
        assertEquals(
                report(data("2:1,3:256,4:3", "[{1:0,254:1},{254:2},{1:7,254:1}]")),
                n.ask(admin(), READ, "{0:[<2:1,3:256,4:3>],3:false,255:12}"));
    }

    @Tag("webrtc-provider R49")
    @Test
    void shouldReadOneItemOfAListOfEitherKind() {
        n.full.scopedCount = 3;
        n.full.scopedFabric[0] = 1;
        n.full.scopedFabric[1] = 2;
        n.full.scopedFabric[2] = 1;
        n.full.scopedValue[2] = 7;
        n.full.whole[0] = 40;
        n.full.whole[1] = 41000;
        n.full.wholeCount = 2;
        assertEquals(
                report(
                        data("2:1,3:256,4:3,5:0", "{1:0,254:1}"),
                        data("2:1,3:256,4:3,5:1", "{1:7,254:1}"),
                        data("2:1,3:256,4:8,5:0", "40"),
                        data("2:1,3:256,4:8,5:1", "41000"),
                        data("2:1,3:256,4:65528,5:1", "129"),
                        data("2:1,3:256,4:0", "false")),
                read(
                        admin(),
                        "<2:1,3:256,4:3,5:0>,<2:1,3:256,4:3,5:1>,<2:1,3:256,4:8,5:0>,"
                                + "<2:1,3:256,4:8,5:1>,<2:1,3:256,4:65528,5:1>,<2:1,3:256,4:0>"));
        // The same sequence as the whole list has: what is not shown is not counted.
        assertEquals(
                report(
                        data("2:1,3:256,4:3,5:1", "{254:2}"),
                        data("2:1,3:256,4:3,5:2", "{1:7,254:1}")),
                n.ask(
                        admin(),
                        READ,
                        "{0:[<2:1,3:256,4:3,5:1>,<2:1,3:256,4:3,5:2>],3:false,255:12}"));
    }

    @Tag("webrtc-provider R49")
    @Test
    void shouldFindNoItemBeyondTheEndOfAListOrInWhatIsNone() {
        n.full.scopedCount = 1;
        n.full.scopedFabric[0] = 2;
        n.full.wholeCount = 1;
        for (String path :
                new String[] {
                    "2:1,3:256,4:3,5:0",
                    "2:1,3:256,4:8,5:1",
                    "2:1,3:256,4:8,5:65533",
                    "2:1,3:256,4:65528,5:2",
                    "2:1,3:256,4:0,5:0"
                }) {
            assertEquals(report(status(path, 0x87)), read(admin(), "<" + path + ">"), path);
        }
        assertEquals(
                report(status("2:1,3:256,4:99,5:0", 0x86)), read(admin(), "<2:1,3:256,4:99,5:0>"));
    }

    @Tag("webrtc-provider R49")
    @Test
    void shouldReadNoneOfAList() {
        n.full.scopedCount = 1;
        n.full.scopedFabric[0] = 1;
        n.full.wholeCount = 2;
        for (String attribute : new String[] {"3", "8", "65528"}) {
            assertEquals(
                    report(data("2:1,3:256,4:" + attribute, "[]")),
                    read(admin(), "<2:1,3:256,4:" + attribute + ",5:null>"));
        }
        assertEquals(
                report(status("2:1,3:256,4:0,5:null", 0x87)),
                read(admin(), "<2:1,3:256,4:0,5:null>"));
    }

    /** An endpoint whose list is shorter says nothing. */
    @Tag("webrtc-provider R49")
    @Test
    void shouldReadAnItemOnEveryEndpointThatHasIt() {
        assertEquals(
                List.of("2:1,3:256,4:65531,5:10"), paths(admin(), "{0:[<4:65531,5:10>],3:true}"));
        assertEquals(4, paths(admin(), "{0:[<4:65531,5:1>],3:true}").size());
        assertEquals(2, paths(admin(), "{0:[<4:65531,5:1,6:1>],3:true}").size());
        assertEquals(0, paths(admin(), "{0:[<4:65531,5:125>],3:true}").size());
        assertEquals(
                List.of("2:1,3:256,4:65531"),
                paths(admin(), "{0:[<3:256,4:65531,5:null>],3:true}"));
    }

    @Test
    void shouldAnswerGlobalAttributes() {
        assertEquals(
                report(
                        data("2:1,3:256,4:65528", "[128,129]"),
                        data("2:1,3:256,4:65529", "[0,1,2,3,4,5,6,7,40,41,42]"),
                        data(
                                "2:1,3:256,4:65531",
                                "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,65528,65529,65531,65532,"
                                        + "65533]"),
                        data("2:1,3:256,4:65532", "9"),
                        data("2:1,3:256,4:65533", "3")),
                read(
                        admin(),
                        "<2:1,3:256,4:65528>,<2:1,3:256,4:65529>,<2:1,3:256,4:65531>,"
                                + "<2:1,3:256,4:65532>,<2:1,3:256,4:65533>"));
    }

    @Test
    void shouldTellWhatIsWrongWithAConcretePath() {
        assertEquals(report(status("2:5,3:256,4:0", 0x7F)), read(admin(), "<2:5,3:256,4:0>"));
        assertEquals(report(status("2:0,3:6,4:0", 0xC3)), read(admin(), "<2:0,3:6,4:0>"));
        assertEquals(report(status("2:1,3:256,4:99", 0x86)), read(admin(), "<2:1,3:256,4:99>"));
        assertEquals(
                report(status("2:1,3:256,4:65530", 0x86)), read(admin(), "<2:1,3:256,4:65530>"));
        assertEquals(report(status("2:1,3:256,4:5", 0x8F)), read(admin(), "<2:1,3:256,4:5>"));
        assertEquals(report(status("2:1,3:256,4:9", 0x7E)), read(operator(), "<2:1,3:256,4:9>"));
        assertEquals(report(status("2:1,3:256,4:15", 0x01)), read(admin(), "<2:1,3:256,4:15>"));
    }

    @Test
    void shouldTellNothingToWhoMayNotView() {
        for (String path :
                new String[] {
                    "2:1,3:256,4:0", "2:1,3:256,4:99", "2:1,3:6,4:0", "2:7,3:6,4:0", "2:1,3:256,4:5"
                }) {
            assertEquals(report(status(path, 0x7E)), read(stranger(), "<" + path + ">"));
        }
        assertEquals(report(status("2:0,3:6,4:0", 0x7E)), read(operator(), "<2:0,3:6,4:0>"));
        assertEquals("{4:true,255:12}", read(stranger(), "<>"));
    }

    @Test
    void shouldLetTheCommissionerReadEverything() {
        assertTrue(read(TestNode.commissioner(), "<2:1,3:256,4:9>").contains("2:9"));
    }

    @Test
    void shouldGoByDeviceTypeOfTheTarget() {
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = Privilege.VIEW;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.targetCount = 1;
        entry.targetCluster[0] = AccessControlEntry.ANY;
        entry.targetEndpoint[0] = AccessControlEntry.ANY;
        entry.targetDeviceType[0] = 256;
        n.access.add(entry);
        assertTrue(read(stranger(), "<2:1,3:256,4:0>").contains("2:false"));
        assertTrue(read(stranger(), "<2:7,3:256,4:0>").contains("{0:126}"));
        assertTrue(read(stranger(), "<2:0,3:257,4:0>").contains("{0:126}"));
    }

    @Test
    void shouldExpandWildcardsOfEveryKind() {
        String globals = "65528,65529,65531,65532,65533";
        List<String> all = paths(admin(), "{0:[<>],3:true}");
        // Write-only and failing attributes are silently left out.
        assertEquals(7 + 7 + 7 + (16 - 2 + 5), all.size());
        assertFalse(all.contains("2:1,3:256,4:5"));
        assertFalse(all.contains("2:1,3:256,4:15"));
        assertEquals("2:0,3:51,4:0", all.get(0));
        assertEquals(4, paths(admin(), "{0:[<4:65533>],3:true}").size());
        assertEquals(14, paths(admin(), "{0:[<2:0>],3:true}").size());
        assertEquals(19, paths(admin(), "{0:[<3:256>],3:true}").size());
        assertEquals(19, paths(admin(), "{0:[<2:1,3:256>],3:true}").size());
        assertEquals(
                List.of("2:0,3:51,4:65533", "2:0,3:257,4:65533"),
                paths(admin(), "{0:[<2:0,4:65533>],3:true}"));
        assertEquals(List.of("2:1,3:256,4:9"), paths(admin(), "{0:[<3:256,4:9>],3:true}"));
        assertEquals(List.of(), paths(operator(), "{0:[<3:256,4:9>],3:true}"));
        assertEquals(List.of(), paths(admin(), "{0:[<3:9>],3:true}"));
        assertEquals(List.of(), paths(admin(), "{0:[<2:9>],3:true}"));
        assertEquals(7 + 17, paths(operator(), "{0:[<>],3:true}").size());
        assertTrue(globals.contains("65533"));
    }

    @Test
    void shouldLeaveOutWhatWildcardFlagsSay() {
        int all = paths(admin(), "{0:[<>],3:true}").size();
        assertEquals(all - 14, paths(admin(), "{0:[<6:1>],3:true}").size());
        assertEquals(all - 4 * 3, paths(admin(), "{0:[<6:2>],3:true}").size());
        assertEquals(all - 4, paths(admin(), "{0:[<6:4>],3:true}").size());
        assertEquals(all - 8, paths(admin(), "{0:[<6:16>],3:true}").size());
        assertEquals(all - 7, paths(admin(), "{0:[<6:32>],3:true}").size());
        assertEquals(all - 4 * 6, paths(admin(), "{0:[<6:64>],3:true}").size());
        assertEquals(all - 1, paths(admin(), "{0:[<6:128>],3:true}").size());
        assertEquals(all - 7, paths(admin(), "{0:[<6:256>],3:true}").size());
        assertEquals(1, paths(admin(), "{0:[<2:0,3:51,4:6,6:511>],3:true}").size());
        assertEquals(7, paths(admin(), "{0:[<2:0,3:51,6:257>],3:true}").size());
    }

    @Test
    void shouldRefuseWrongMessagesAsAWhole() {
        String invalid = "{0:128,255:12}";
        for (String message :
                new String[] {
                    "{0:[<2:1>]}",
                    "{3:5}",
                    "{3:true,0:{}}",
                    "{3:true,0:[{2:1}]}",
                    "{3:true,0:[<0:true,2:1>]}",
                    "{3:true,0:[<2:65535>]}",
                    "{3:true,0:[<2:'x'>]}",
                    "{3:true,0:[<3:4294967295>]}",
                    "{3:true,0:[<3:4294967296>]}",
                    "{3:true,0:[<4:0>]}",
                    "{3:true,0:[<2:1,5:null>]}",
                    "{3:true,0:[<2:1,3:2,4:3,5:'x'>]}",
                    "{3:true,1:[<3:5>]}",
                    "{3:true,1:{}}",
                    "{3:true,2:[{0:1}]}",
                    "{3:true,4:[{1:5}]}",
                    "{3:true,4:[{0:<1:0>,1:5}]}",
                    "{3:true,4:{}}",
                    "[]"
                }) {
            assertEquals(invalid, n.ask(admin(), READ, message), message);
            assertEquals(ImOpcode.STATUS_RESPONSE, n.lastOpcode());
            assertEquals(0, n.server.pool().inUse());
        }
        n.send(n.open(admin()), READ, new byte[] {0x15, 0x36});
        assertEquals(invalid, n.last().text());
        n.send(n.open(admin()), READ, new byte[] {0x15, 0x29, 3, 0x18, 0});
        assertEquals(invalid, n.last().text());
        n.send(n.open(admin()), READ, new byte[0]);
        assertEquals(invalid, n.last().text());
    }

    @Test
    void shouldAnswerAnEmptyRequestByAnEmptyReport() {
        assertEquals("{4:true,255:12}", n.ask(admin(), READ, "{3:true}"));
        assertEquals("{4:true,255:12}", read(admin(), ""));
    }

    @Test
    void shouldRefuseMorePathsThanFit() {
        StringBuilder paths = new StringBuilder("<2:1,3:256,4:0>");
        for (int i = 1; i < n.sizes.pathsPerRead + n.sizes.furtherReadPaths; i++) {
            paths.append(",<2:1,3:256,4:0>");
        }
        assertTrue(read(admin(), paths.toString()).startsWith("{1:[{1:"));
        assertEquals("{0:200,255:12}", read(admin(), paths + ",<2:1,3:256,4:0>"));
    }

    @Test
    void shouldSkipClustersTheReaderHas() {
        String filters =
                "4:[{0:<1:1,2:256>,1:" + version(n.full) + "},{1:7,0:<2:51,1:0,0:3>}],255:12}";
        assertEquals(
                "{4:true,255:12}",
                n.ask(admin(), READ, "{0:[<2:1,3:256>,<2:1,3:256,4:0>],3:true," + filters));
        assertEquals(7, paths(admin(), "{0:[<2:0,3:51>],3:true," + filters).size());
        n.full.change(TestSpec.BOOL);
        assertEquals(19, paths(admin(), "{0:[<2:1,3:256>],3:true," + filters).size());
    }

    @Test
    void shouldForgetFiltersThatDoNotFit() {
        StringBuilder filters = new StringBuilder("{0:<1:0,2:99>,1:1}");
        for (int i = 1; i < n.server.paths().capacity() - 1; i++) {
            filters.append(",{0:<1:0,2:99>,1:1}");
        }
        filters.append(",{0:<1:1,2:256>,1:").append(version(n.full)).append("}");
        assertEquals(19, paths(admin(), "{0:[<2:1,3:256>],3:true,4:[" + filters + "]}").size());
    }

    @Test
    void shouldSpreadAReportOverChunks() {
        n.outlet.room = 120;
        n.full.large = new byte[50];
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<2:1,3:256>],3:true}");
        int chunks = 1;
        while (!n.last().last()) {
            assertTrue(n.last().bytes().length <= 120);
            assertTrue(n.last().text().endsWith("],3:true,255:12}"));
            n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
            chunks++;
        }
        assertTrue(n.last().text().endsWith("],4:true,255:12}"));
        assertTrue(chunks > 5);
        assertEquals(chunks, n.outlet.sent.size());
        assertEquals(0, n.server.pool().inUse());
        n.outlet.room = 1200;
        assertEquals(19, paths(admin(), "{0:[<2:1,3:256>],3:true}").size());
    }

    @Test
    void shouldReportTheSameWhateverTheChunkSize() {
        n.outlet.room = 4000;
        n.full.longCount = 0;
        List<String> whole = paths(admin(), "{0:[<>],3:true}");
        for (int room = 110; room < 400; room += 7) {
            n.outlet.room = room;
            assertEquals(whole, paths(admin(), "{0:[<>],3:true}"), "room " + room);
        }
    }

    @Test
    void shouldSpreadAListOverChunks() {
        n.outlet.room = 160;
        n.full.longCount = 12;
        n.full.longSize = 30;
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<2:1,3:256,4:10>,<2:1,3:256,4:0>],3:true}");
        List<String> items = new ArrayList<>();
        assertTrue(n.last().text().startsWith("{1:[{1:{0:" + version(n.full)));
        String first = n.last().text();
        assertTrue(first.contains("<2:1,3:256,4:10>,2:[x"), first);
        while (true) {
            String text = n.last().text();
            java.util.regex.Matcher m =
                    java.util.regex.Pattern.compile("x([0-9a-f]{2})").matcher(text);
            while (m.find()) {
                items.add(m.group(1));
                m.region(m.end() + 58, text.length());
            }
            if (n.last().last()) {
                assertTrue(text.endsWith("4:0>,2:false}}],4:true,255:12}"), text);
                break;
            }
            n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
            if (!n.last().last()) {
                assertTrue(n.last().text().contains("4:10,5:null>,2:x"), n.last().text());
            }
        }
        assertEquals(
                List.of("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "0a", "0b"),
                items);
    }

    @Test
    void shouldBeginAListAgainThatChanged() {
        n.outlet.room = 160;
        n.full.longCount = 6;
        n.full.longSize = 30;
        String before = version(n.full);
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<2:1,3:256,4:10>],3:true}");
        n.full.longCount = 1;
        n.full.change(TestSpec.LONG_LIST);
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
        assertTrue(n.last().last());
        String text = n.last().text();
        assertTrue(text.contains("<2:1,3:256,4:10>,2:[x0000"), text);
        // Still the version at the beginning, so that nobody takes this for the present state.
        assertTrue(text.startsWith("{1:[{1:{0:" + before), text);
    }

    @Test
    void shouldGiveAnOlderVersionAfterAChange() {
        n.outlet.room = 100;
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<2:1,3:256,4:0>,<2:1,3:256,4:11>,<2:1,3:256,4:12>],3:true}");
        assertFalse(n.last().last());
        n.full.change(TestSpec.BOOL);
        String now = version(n.full);
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
        assertFalse(n.last().text().contains("{0:" + now));
    }

    @Test
    void shouldGiveUpWhenOneElementFitsNoChunk() {
        n.full.large = new byte[1300];
        assertEquals("{0:137,255:12}", read(admin(), "<2:1,3:256,4:11>"));
        n.full.longSize = 1300;
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<2:1,3:256,4:10>],3:true}");
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
        assertEquals("{0:137,255:12}", n.last().text());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldStopWhenThePeerWantsNoMore() {
        n.outlet.room = 120;
        for (String answer : new String[] {"{0:1,255:12}", "{1:0}", "[]"}) {
            Interaction in = n.open(admin());
            n.send(in, READ, "{0:[<>],3:true}");
            int sent = n.outlet.sent.size();
            n.send(in, ImOpcode.STATUS_RESPONSE, answer);
            assertEquals(sent, n.outlet.sent.size());
            assertEquals(0, n.server.pool().inUse());
        }
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<>],3:true}");
        n.send(in, READ, "{0:[<>],3:true}");
        assertEquals("{0:128,255:12}", n.last().text());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldRefuseUnknownAndStrayMessages() {
        for (int opcode : new int[] {0, 1, 4, 5, 7, 9, 11, 255}) {
            assertEquals("{0:128,255:12}", n.ask(admin(), opcode, "{0:0}"), "opcode " + opcode);
        }
    }

    @Test
    void shouldAnswerBusyWhenAllInteractionsAreInUse() {
        n.outlet.room = 120;
        for (int i = 0; i < n.sizes.interactions; i++) {
            n.send(n.open(admin()), READ, "{0:[<>],3:true}");
        }
        assertEquals(null, n.server.take(1, n.now));
        n.server.refuseBusy(n.now);
        assertEquals("{0:156,255:12}", n.last().text());
        assertEquals(n.sizes.interactions, n.last().lane());
    }

    @Test
    void shouldLetEveryFabricReadHoweverMuchAnotherOneDoes() {
        n.outlet.room = 120;
        List<Interaction> greedy = new ArrayList<>();
        for (int i = 0; i < n.sizes.interactions; i++) {
            greedy.add(n.open(admin()));
            n.send(greedy.get(i), READ, "{0:[<>],3:true}");
        }
        int sent = n.outlet.sent.size();
        for (int fabric = 2; fabric <= 6; fabric++) {
            Interaction in = n.open(TestNode.subject(fabric, 10));
            assertEquals("{0:156,255:12}", n.outlet.sent.get(sent++).text());
            n.send(
                    in,
                    READ,
                    "{0:[<>,<2:0>,<2:1>,<3:256>,<3:257>,<3:51>,<2:1,3:256>,<2:0,3:51>,<2:1>]"
                            + ",3:true}");
            assertFalse(n.outlet.sent.get(sent++).last());
        }
        assertEquals(n.sizes.interactions, n.server.pool().inUse());
        assertEquals(null, n.server.take(1, n.now));
        assertEquals(null, n.server.take(3, n.now));
    }

    @Test
    void shouldLetAReportGiveWayToARequest() {
        TestNode m = new TestNode();
        for (int i = 0; i < m.sizes.interactions - 1; i++) {
            Interaction in = m.open(admin());
            m.send(in, ImOpcode.SUBSCRIBE_REQUEST, "{0:true,1:0,2:60,3:[<2:1,3:256,4:0>],7:true}");
            m.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
        }
        m.full.change(TestSpec.BOOL);
        for (int i = 0; i < m.sizes.interactions; i++) {
            m.server.poll(m.now);
        }
        assertEquals(m.sizes.interactions - 1, m.server.pool().inUse());
        m.outlet.room = 120;
        m.send(m.open(TestNode.subject(2, 10)), READ, "{0:[<>],3:true}");
        m.send(m.open(TestNode.subject(3, 10)), READ, "{0:[<>],3:true}");
        assertEquals(m.sizes.interactions, m.server.pool().inUse());
        assertEquals(m.sizes.interactions - 1, m.server.subscriptions().inUse());
        int again = 0;
        for (int i = 0; i < m.sizes.interactions - 1; i++) {
            again += m.server.subscriptions().at(i).state == Subscription.ACTIVE ? 1 : 0;
        }
        assertEquals(1, again);
    }

    @Test
    void shouldNotEvictAPendingCommand() {
        Interaction pending = n.open(admin());
        n.send(
                pending,
                ImOpcode.INVOKE_REQUEST,
                "{0:false,1:false,2:[{0:<0:1,1:256,2:" + TestSpec.SLOW + ">}]}");
        n.outlet.room = 120;
        for (int i = 1; i < n.sizes.interactions; i++) {
            n.send(n.open(admin()), READ, "{0:[<>],3:true}");
        }
        for (int fabric = 2; fabric <= 6; fabric++) {
            n.send(n.open(TestNode.subject(fabric, 10)), READ, "{0:[<>],3:true}");
        }
        assertTrue(n.server.hasPending());
        assertEquals(-1, n.full.cancelled);
        n.server.ended(pending, false, n.now);
    }

    @Test
    void shouldEndWithTheExchange() {
        n.outlet.room = 120;
        Interaction in = n.open(admin());
        n.send(in, READ, "{0:[<>],3:true}");
        n.server.ended(in, false, n.now);
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldDoWithoutAPacket() {
        n.outlet.packetFree = false;
        n.send(n.open(admin()), READ, "{0:[<>],3:true}");
        n.send(n.open(admin()), READ, "{}");
        assertEquals(0, n.outlet.sent.size());
        assertEquals(2, n.outlet.closed.size());
        assertEquals(0, n.server.pool().inUse());
    }
}
