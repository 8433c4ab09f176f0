package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

class AccessControlClusterTest {
    private static final int ANON = TlvTag.ANONYMOUS;
    private final AdminNode node = new AdminNode();

    @BeforeEach
    void commissioned() {
        for (int i = 1; i <= 2; i++) {
            node.fabrics.failSafe.armForPase(1, 0);
            node.fabrics.add(
                    i == 1 ? "Root01" : "Root02",
                    i == 1 ? "ICA01" : "ICA02",
                    i == 1 ? "Node01_01" : "Node02_01");
            node.acl.addAdministrator(i, 100 + i, node.subject, 0);
            node.fabrics.failSafe.commit(0);
        }
        node.events.clear();
        node.onCase(1, 101);
    }

    private static AdminNode.Content entry(int privilege, int mode, long... subjects) {
        return out -> {
            out.startStruct(ANON);
            out.putUnsigned(1, privilege);
            out.putUnsigned(2, mode);
            if (subjects.length == 0) {
                out.putNull(3);
            } else {
                out.startArray(3);
                for (long s : subjects) {
                    out.putUnsigned(ANON, s);
                }
                out.endContainer();
            }
            out.putNull(4);
            out.endContainer();
        };
    }

    /** A target per triple of cluster, endpoint, device type; -1 is null, -2 absent. */
    private static AdminNode.Content targets(long... ids) {
        return out -> {
            out.startStruct(ANON);
            out.putUnsigned(1, 3);
            out.putUnsigned(2, 2);
            out.putNull(3);
            out.startArray(4);
            for (int i = 0; i < ids.length; i += 3) {
                out.startStruct(ANON);
                for (int k = 0; k < 3; k++) {
                    if (ids[i + k] == -1) {
                        out.putNull(k);
                    } else if (ids[i + k] >= 0) {
                        out.putUnsigned(k, ids[i + k]);
                    }
                }
                out.endContainer();
            }
            out.endContainer();
            out.endContainer();
        };
    }

    private int replace(AdminNode.Content... entries) {
        return node.write(
                node.acl,
                0,
                AttributeWrite.REPLACE,
                out -> {
                    out.startArray(ANON);
                    for (AdminNode.Content e : entries) {
                        e.put(out);
                    }
                    out.endContainer();
                });
    }

    private int append(AdminNode.Content entry) {
        return node.write(node.acl, 0, AttributeWrite.APPEND, entry);
    }

    private List<?> acl(boolean filtered) {
        return (List<?>) node.read(node.acl, 0, filtered);
    }

    private static final AdminNode.Content ADMIN = entry(5, 2, 101);

    @Test
    void shouldShowItsLimitsAndOwnEntries() {
        assertEquals(4L, node.read(node.acl, 2, false));
        assertEquals(3L, node.read(node.acl, 3, false));
        assertEquals(4L, node.read(node.acl, 4, false));
        assertEquals("[{1=5, 2=2, 3=[101], 4=null, 254=1}]", acl(true).toString());
        assertEquals("[{1=5, 2=2, 3=[101], 4=null, 254=1}, {254=2}]", acl(false).toString());
    }

    @Test
    void shouldReplaceOwnEntriesOnlyAndReportEachChange() {
        assertEquals(
                ImStatus.SUCCESS,
                replace(ADMIN, entry(3, 2), entry(4, 3, 257), targets(6, 1, -1, -1, -2, 0x100)));
        assertEquals(
                "[{1=5, 2=2, 3=[101], 4=null, 254=1}, {1=3, 2=2, 3=null, 4=null, 254=1}, "
                        + "{1=4, 2=3, 3=[257], 4=null, 254=1}, {1=3, 2=2, 3=null, "
                        + "4=[{0=6, 1=1, 2=null}, {0=null, 1=null, 2=256}], 254=1}]",
                acl(true).toString());
        assertEquals(1, node.list.count(2));
        assertEquals("[0, 1, 1, 1]", changeTypes());
        Map<?, ?> event = (Map<?, ?>) node.events.get(1);
        assertEquals(101L, event.get(1));
        assertEquals(null, event.get(2));
        assertEquals("{1=5, 2=2, 3=[101], 4=null, 254=1}", event.get(4).toString());
        assertEquals(1L, event.get(254));
        node.events.clear();
        assertEquals(ImStatus.SUCCESS, replace());
        assertEquals("[2, 2, 2, 2]", changeTypes());
        assertEquals(0, node.list.count(1));
        assertEquals(1, node.list.count(2));
    }

    private String changeTypes() {
        StringBuilder types = new StringBuilder();
        for (int i = 1; i < node.events.size(); i += 2) {
            types.append(types.length() == 0 ? "" : ", ");
            types.append(((Map<?, ?>) node.events.get(i)).get(3));
        }
        return "[" + types + "]";
    }

    @Test
    void shouldAppend() {
        assertEquals(ImStatus.SUCCESS, replace());
        assertEquals(ImStatus.SUCCESS, append(ADMIN));
        assertEquals(ImStatus.SUCCESS, append(entry(1, 2)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(entry(1, 1)));
        assertEquals(ImStatus.SUCCESS, append(entry(1, 2)));
        assertEquals(ImStatus.SUCCESS, append(entry(1, 2)));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, append(entry(1, 2)));
        assertEquals(4, node.list.count(1));
    }

    @Test
    void shouldKeepTheOrderWhenEarlierSlotsFallFree() {
        replace(ADMIN);
        node.onCase(2, 102);
        replace(entry(5, 2, 102), entry(1, 2, 1), entry(1, 2, 2));
        node.onCase(1, 101);
        replace(ADMIN, entry(1, 2, 11), entry(1, 2, 12));
        node.fabrics.table.remove(2, 0);
        append(entry(1, 2, 13));
        assertEquals(
                "[101] [11] [12] [13] ",
                acl(true).stream()
                        .map(e -> ((Map<?, ?>) e).get(3) + " ")
                        .reduce("", String::concat));
    }

    @Test
    void shouldRefuseInvalidEntriesAndKeepTheOldList() {
        String before = node.state();
        AdminNode.Content[] constraint = {
            entry(0, 2, 1),
            entry(6, 2, 1),
            entry(5, 1),
            entry(5, 0),
            entry(5, 4),
            entry(5, 3, 257),
            entry(5, 3),
            entry(3, 2, 0),
            entry(3, 2, 0xFFFFFFF000000000L),
            entry(3, 2, 0xFFFFFFFD00010000L),
            entry(3, 2, 0xFFFFFFFFFFFF0001L),
            entry(3, 2, 0xFFFFFFFB00000000L),
            entry(3, 2, -1L),
            entry(3, 3, 0),
            entry(3, 3, 0x10000),
            entry(3, 3, 0xFFFFFFFFFFFF0000L),
            entry(3, 3, 0xFFFFFFFD00010001L),
            targets(-1, -1, -1),
            targets(-2, -2, -2),
            targets(-1, 1, 256),
            targets(6, 1, 256),
            targets(-1, 0xFFFF, -1),
            targets(0x8000, -1, -1),
            targets(0xFFF5FC00L, -1, -1),
            targets(0xFFF10000L, -1, -1),
            targets(-1, -1, 0xC000),
            targets(-1, -1, 0xFFF50000L),
            targets(0xFFFFFFFFL, -1, -1)
        };
        for (int i = 0; i < constraint.length; i++) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, replace(ADMIN, constraint[i]), "case " + i);
            assertEquals(ImStatus.CONSTRAINT_ERROR, append(constraint[i]), "case " + i);
        }
        AdminNode.Content[] exhausted = {
            entry(3, 2, 1, 2, 3, 4, 5), targets(1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1)
        };
        for (AdminNode.Content e : exhausted) {
            assertEquals(ImStatus.RESOURCE_EXHAUSTED, replace(e));
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, replace(ADMIN, ADMIN, ADMIN, ADMIN, ADMIN));
        AdminNode.Content[] type = {
            out -> out.putUnsigned(ANON, 1),
            out -> {
                out.startStruct(ANON);
                out.putBool(1, true);
                out.endContainer();
            },
            out -> {
                out.startStruct(ANON);
                out.putUnsigned(1, 5);
                out.putUnsigned(2, 2);
                out.putUnsigned(3, 7);
                out.endContainer();
            }
        };
        for (AdminNode.Content e : type) {
            assertEquals(ImStatus.INVALID_DATA_TYPE, replace(e));
        }
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(node.acl, 0, AttributeWrite.REPLACE, out -> out.putNull(ANON)));
        assertEquals(before, node.state());
        assertTrue(node.events.isEmpty());
        node.onCase(9, 1);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, replace(ADMIN));
    }

    @Test
    void shouldAcceptWhatIsJustInRange() {
        assertEquals(
                ImStatus.SUCCESS,
                replace(
                        entry(5, 2, 0xFFFFFFEFFFFFFFFFL, 0xFFFFFFFD00010001L, 1),
                        entry(4, 3, 1, 0xFFFF, 0xFFFFFFFFFFFF0001L),
                        targets(0x7FFF, 0xFFFE, -1, 0xFFF4FFFEL, -1, -1, -1, -1, 0xFFF4BFFFL)));
        AdminNode again = new AdminNode(node.store);
        assertEquals(FabricStatus.OK, again.fabrics.table.load());
        assertEquals(node.state(), again.state());
        again.onCase(1, 1);
        assertEquals(acl(true), again.read(again.acl, 0, true));
    }

    @Test
    void shouldStoreAtOnceButNotUnderAFailSafe() {
        int commits = node.store.commits;
        assertEquals(ImStatus.SUCCESS, replace(ADMIN, entry(3, 2)));
        assertEquals(commits + 1, node.store.commits);
        node.store.refuse = true;
        String before = node.state();
        assertEquals(ImStatus.FAILURE, replace(ADMIN));
        assertEquals(before, node.state());
        node.store.refuse = false;
        node.fabrics.failSafe.armForPase(1, 0);
        node.fabrics.add("Root02", "ICA02", "Node02_02");
        node.acl.addAdministrator(3, 5, node.subject, 0);
        node.onCase(3, 5);
        String stored = node.store.contents();
        assertEquals(ImStatus.SUCCESS, replace(ADMIN, entry(3, 2)));
        assertEquals(stored, node.store.contents());
        node.fabrics.failSafe.expire(0);
        assertEquals(0, node.list.count(3));
        assertEquals(before, node.state());
    }

    @Test
    void shouldNotLoadADamagedList() {
        byte[] good = node.store.value(StoreKeys.accessControl(1));
        node.store.set(StoreKeys.accessControl(1), Arrays.copyOf(good, good.length - 2));
        AdminNode again = new AdminNode(node.store);
        assertEquals(FabricStatus.DAMAGED, again.fabrics.table.load());
        assertEquals(0, again.fabrics.table.count());
        assertEquals(0, again.list.inUse());
        byte[] invalid = good.clone();
        for (int i = 0; i < invalid.length - 1; i++) {
            if (invalid[i] == 1 && invalid[i + 1] == 5) {
                invalid[i + 1] = 9;
            }
        }
        node.store.set(StoreKeys.accessControl(1), invalid);
        assertEquals(FabricStatus.DAMAGED, new AdminNode(node.store).fabrics.table.load());
    }

    @Test
    void shouldRaiseTheDataVersionWithEachChange() {
        int before = node.acl.dataVersion();
        replace(ADMIN);
        assertTrue(node.acl.dataVersion() != before);
        before = node.acl.dataVersion();
        append(entry(9, 9));
        assertEquals(before, node.acl.dataVersion());
    }

    @Test
    void shouldGrantGroupsInBothForms() {
        replace(entry(3, 3, 257), entry(4, 3, 0xFFFFFFFFFFFF0102L));
        Subject group = new Subject();
        group.authMode = Subject.AUTH_MODE_GROUP;
        group.fabricIndex = 1;
        group.nodeId = 257;
        assertTrue(node.list.allows(group, 3, node.node.find(1), 6));
        assertFalse(node.list.allows(group, 4, node.node.find(1), 6));
        group.nodeId = 0x0102;
        assertTrue(node.list.allows(group, 4, node.node.find(1), 6));
        group.nodeId = 0x0103;
        assertFalse(node.list.allows(group, 1, node.node.find(1), 6));
    }
}
