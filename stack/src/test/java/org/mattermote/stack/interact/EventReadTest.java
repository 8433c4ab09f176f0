package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.stranger;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Subject;

class EventReadTest {
    private static final String FIRST = "{1:{0:<1:1,2:256,3:0>,1:1,2:1,4:100,7:{0:1}}}";
    private static final String SENSITIVE = "{1:{0:<1:1,2:256,3:1>,1:2,2:2,4:200,7:{0:2}}}";
    private static final String ADMIN = "{1:{0:<1:1,2:256,3:2>,1:3,2:0,4:300,7:{0:3}}}";
    private static final String ROOT = "{1:{0:<1:0,2:257,3:0>,1:4,2:1,4:400,7:{0:4}}}";

    private final TestNode n = new TestNode();

    @BeforeEach
    void record() {
        add(n.full, TestSpec.INFO_EVENT, 0, 1);
        add(n.full, TestSpec.SENSITIVE_EVENT, 1, 2);
        add(n.full, TestSpec.ADMIN_EVENT, 0, 3);
        add(n.root, TestSpec.INFO_EVENT, 0, 4);
    }

    private void add(TestCluster cluster, int event, int fabric, int value) {
        n.events.begin(cluster, event, fabric).putUnsigned(0, value);
        assertEquals(0, n.events.commit(100 * value));
    }

    private String read(Subject who, String members) {
        return n.ask(who, ImOpcode.READ_REQUEST, "{" + members + ",3:true,255:12}");
    }

    /** Events but the first say how much later they were. */
    private static String events(String... reports) {
        int before = -1;
        StringBuilder all = new StringBuilder("{2:[");
        for (String report : reports) {
            Matcher time = Pattern.compile("4:(\\d+),7").matcher(report);
            String said = report;
            if (time.find()) {
                int now = Integer.parseInt(time.group(1));
                said = before < 0 ? report : time.replaceFirst("6:" + (now - before) + ",7");
                before = now;
            }
            all.append(all.length() == 4 ? "" : ",").append(said);
        }
        return all + "],4:true,255:12}";
    }

    @Test
    void shouldReadAllEventsAscending() {
        assertEquals(events(FIRST, SENSITIVE, ADMIN, ROOT), read(admin(), "1:[<>]"));
    }

    @Test
    void shouldGoByPathAndPrivilege() {
        assertEquals(events(FIRST), read(admin(), "1:[<1:1,2:256,3:0>]"));
        assertEquals(events(FIRST, ROOT), read(admin(), "1:[<2:257>,<1:1,2:256,3:0>]"));
        assertEquals(events(FIRST, SENSITIVE), read(operator(), "1:[<>]"));
        assertEquals("{4:true,255:12}", read(stranger(), "1:[<>]"));
        assertEquals(events(FIRST, ADMIN, ROOT), read(TestNode.subject(2, 10), "1:[<>]"));
        assertEquals(
                events(FIRST, ADMIN, ROOT),
                n.ask(TestNode.subject(2, 10), ImOpcode.READ_REQUEST, "{1:[<>],3:false}"));
    }

    @Test
    void shouldGoByTheLeastNumber() {
        assertEquals(events(ADMIN, ROOT), read(admin(), "1:[<>],2:[{1:3}]"));
        assertEquals(events(ROOT), read(admin(), "1:[<>],2:[{1:3},{0:9,1:4}]"));
        assertEquals("{4:true,255:12}", read(admin(), "1:[<>],2:[{1:5}]"));
        assertEquals("{4:true,255:12}", read(admin(), "1:[<>],2:[{1:18446744073709551615}]"));
    }

    @Test
    void shouldTellWhatIsWrongWithAConcretePath() {
        assertEquals(
                events("{0:{0:<1:1,2:256,3:9>,1:{0:199}}}", FIRST),
                read(admin(), "1:[<1:1,2:256,3:9>,<1:1,2:256,3:0>]"));
        assertEquals(
                events("{0:{0:<1:9,2:256,3:0>,1:{0:127}}}"), read(admin(), "1:[<1:9,2:256,3:0>]"));
        assertEquals(events("{0:{0:<1:1,2:9,3:0>,1:{0:195}}}"), read(admin(), "1:[<1:1,2:9,3:0>]"));
        assertEquals(
                events("{0:{0:<1:1,2:9,3:0>,1:{0:126}}}"), read(stranger(), "1:[<1:1,2:9,3:0>]"));
        assertEquals(
                events("{0:{0:<1:1,2:256,3:2>,1:{0:126}}}"),
                read(operator(), "1:[<1:1,2:256,3:2>]"));
    }

    @Test
    void shouldSayTheTimeInFullWhereTheClockChanges() {
        long[] utc = {1_000_000};
        n.events.useClock(() -> utc[0]);
        add(n.full, TestSpec.INFO_EVENT, 0, 5);
        utc[0] += 2_500;
        add(n.full, TestSpec.INFO_EVENT, 0, 6);
        utc[0] -= 1_000;
        add(n.full, TestSpec.INFO_EVENT, 0, 7);
        utc[0] = -1;
        add(n.full, TestSpec.INFO_EVENT, 0, 8);
        add(n.full, TestSpec.INFO_EVENT, 0, 9);
        String path = "{1:{0:<1:1,2:256,3:0>,1:";
        assertEquals(
                "{2:["
                        + String.join(
                                ",",
                                FIRST,
                                path + "5,2:1,3:946684801000,7:{0:5}}}",
                                path + "6,2:1,5:2,7:{0:6}}}",
                                path + "7,2:1,3:946684801001,7:{0:7}}}",
                                path + "8,2:1,4:800,7:{0:8}}}",
                                path + "9,2:1,6:100,7:{0:9}}}")
                        + "],4:true,255:12}",
                read(admin(), "1:[<1:1,2:256,3:0>]"));
    }

    @Test
    void shouldForgetTheEventsOfAFabricThatLeft() {
        n.server.fabricRemoved(1, n.now);
        assertEquals(events(FIRST, ADMIN, ROOT), read(admin(), "1:[<>]"));
    }

    @Test
    void shouldPutAttributesBeforeEvents() {
        String text = read(admin(), "0:[<2:1,3:256,4:0>],1:[<2:257>]");
        assertTrue(text.startsWith("{1:[{1:{0:") && text.contains("],2:[" + ROOT), text);
    }

    @Test
    void shouldSpreadEventsOverChunks() {
        n.outlet.room = 75;
        Interaction in = n.open(admin());
        n.send(in, ImOpcode.READ_REQUEST, "{0:[<2:1,3:256,4:0>],1:[<1:1,2:9,3:9>,<>],3:true}");
        StringBuilder all = new StringBuilder();
        int chunks = 1;
        while (true) {
            assertTrue(n.last().bytes().length <= 75);
            all.append(n.last().text());
            if (n.last().last()) {
                break;
            }
            // What is recorded now is left to a later report.
            add(n.full, TestSpec.INFO_EVENT, 0, 50);
            n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
            chunks++;
        }
        assertTrue(chunks >= 5, all.toString());
        // Each is the first of its message.
        for (String part : new String[] {FIRST, SENSITIVE, ADMIN, ROOT, "{0:195}", "2:false"}) {
            assertEquals(all.indexOf(part), all.lastIndexOf(part));
            assertTrue(all.indexOf(part) > 0, part);
        }
        assertFalse(all.toString().contains("7:{0:50}"));
        assertEquals(0, n.server.pool().inUse());
    }
}
