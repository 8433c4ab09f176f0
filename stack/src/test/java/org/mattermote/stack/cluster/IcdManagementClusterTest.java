package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.IcdManagementSpec;

class IcdManagementClusterTest implements IcdServer {
    private static final int CLIENTS = IcdManagementSpec.ATTR_REGISTERED_CLIENTS;
    private static final int REGISTER = IcdManagementSpec.CMD_REGISTER_CLIENT;
    private static final int UNREGISTER = IcdManagementSpec.CMD_UNREGISTER_CLIENT;
    private static final int STAY_ACTIVE = IcdManagementSpec.CMD_STAY_ACTIVE_REQUEST;
    private static final long ADMINISTRATOR = 0x1111;
    private static final long MANAGER = 0x2222;
    private static final byte[] NONE = null;

    private final MemoryStore store = new MemoryStore();
    private final IcdSettings settings = new IcdSettings();
    private final List<Integer> registered = new ArrayList<>();
    private AdminNode admin;
    private RegisteredClients clients;
    private IcdManagementCluster icd;
    private long counter = 41;
    private long asked = -1;

    @Override
    public long icdCounter() {
        return counter;
    }

    @Override
    public boolean isLongIdleTime() {
        return !clients.isEmpty();
    }

    @Override
    public long stayActive(long millis, long nowMillis) {
        asked = millis;
        return 30_000;
    }

    @Override
    public void registered(int place, Subject by) {
        registered.add(place);
    }

    @BeforeEach
    void boot() {
        settings.userActiveModeTriggerHint = 1 << 4;
        admin = new AdminNode(store);
        clients = new RegisteredClients(5, 2);
        admin.fabrics.table.addRecords(clients);
        icd =
                new IcdManagementCluster(
                        settings, admin.fabrics.table, admin.list, clients, admin.workspace);
        icd.serve(this);
        new Node(new Endpoint[] {new Endpoint(0, new int[] {0x16, 3}, new Cluster[] {icd})}, 1);
        assertEquals(FabricStatus.OK, admin.fabrics.table.load());
    }

    private void join() {
        admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        admin.fabrics.commission("Root02", "ICA02", "Node02_01");
        for (int fabric = 1; fabric <= 2; fabric++) {
            allow(fabric, ADMINISTRATOR, Privilege.ADMINISTER);
            allow(fabric, MANAGER, Privilege.MANAGE);
        }
        admin.onCase(1, ADMINISTRATOR);
    }

    private void allow(int fabric, long node, int privilege) {
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = fabric;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.privilege = privilege;
        entry.subjectCount = 1;
        entry.subjects[0] = node;
        assertTrue(admin.list.add(entry));
    }

    private static byte[] key(int n) {
        byte[] key = new byte[16];
        key[0] = (byte) n;
        key[15] = (byte) ~n;
        return key;
    }

    private static void put(TlvWriter out, int tag, byte[] bytes) {
        if (bytes != null) {
            out.putBytes(tag, bytes, 0, bytes.length);
        }
    }

    private AdminNode.Answer register(
            long node, long subject, byte[] key, byte[] verification, int type) {
        return admin.invoke(
                icd,
                REGISTER,
                out -> {
                    out.putUnsigned(0, node);
                    out.putUnsigned(1, subject);
                    put(out, 2, key);
                    put(out, 3, verification);
                    out.putUnsigned(4, type);
                });
    }

    private int register(long node, int key, byte[] verification) {
        return register(node, node, key(key), verification, 0).status();
    }

    private int unregister(long node, byte[] verification) {
        return admin.invoke(
                        icd,
                        UNREGISTER,
                        out -> {
                            out.putUnsigned(0, node);
                            put(out, 1, verification);
                        })
                .status();
    }

    private Object read(int attribute) {
        return admin.read(icd, attribute, true);
    }

    @Test
    void shouldSayHowItSleeps() {
        join();
        assertEquals(7, icd.featureMap());
        assertEquals(600L, read(IcdManagementSpec.ATTR_IDLE_MODE_DURATION));
        assertEquals(10_000L, read(IcdManagementSpec.ATTR_ACTIVE_MODE_DURATION));
        assertEquals(5000L, read(IcdManagementSpec.ATTR_ACTIVE_MODE_THRESHOLD));
        assertEquals(2L, read(IcdManagementSpec.ATTR_CLIENTS_SUPPORTED_PER_FABRIC));
        assertEquals(16L, read(IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_HINT));
        assertEquals(3600L, read(IcdManagementSpec.ATTR_MAXIMUM_CHECK_IN_BACKOFF));
        assertEquals(41L, read(IcdManagementSpec.ATTR_ICD_COUNTER));
        assertEquals(0L, read(IcdManagementSpec.ATTR_OPERATING_MODE));
        assertFalse(icd.hasAttribute(IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_INSTRUCTION));
        assertTrue(settings.isAllowed());
        settings.maximumCheckInBackOff = settings.idleModeDuration - 1;
        assertFalse(settings.isAllowed());
    }

    @Test
    void shouldShowItsInstruction() {
        settings.userActiveModeTriggerInstruction = new byte[] {'6'};
        boot();
        join();
        assertEquals("6", read(IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_INSTRUCTION));
    }

    @Test
    void shouldKeepWhoRegistersThroughRestarts() {
        join();
        AdminNode.Answer answer = register(5, 6, key(1), NONE, 1);
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(IcdManagementSpec.CMD_REGISTER_CLIENT_RESPONSE, answer.response());
        assertEquals(41L, answer.field(0));
        assertEquals(List.of(0), registered);
        assertEquals(1L, read(IcdManagementSpec.ATTR_OPERATING_MODE));
        List<Object> expected = List.of(Map.of(1, 5L, 2, 6L, 4, 1L, 254, 1L));
        assertEquals(expected, read(CLIENTS));
        boot();
        admin.onCase(1, ADMINISTRATOR);
        assertEquals(expected, read(CLIENTS));
        assertTrue(clients.hasKey(0, key(1), 0, 16));
        assertFalse(clients.hasKey(0, key(2), 0, 16));
    }

    @Test
    void shouldShowOtherFabricsNoMoreThanTheirNumber() {
        join();
        assertEquals(0, register(5, 1, NONE));
        admin.onCase(2, ADMINISTRATOR);
        assertEquals(0, register(5, 2, NONE));
        assertEquals(List.of(Map.of(1, 5L, 2, 5L, 4, 0L, 254, 2L)), read(CLIENTS));
        assertEquals(
                List.of(Map.of(254, 1L), Map.of(1, 5L, 2, 5L, 4, 0L, 254, 2L)),
                admin.read(icd, CLIENTS, false));
    }

    @Test
    void shouldTakeSoManyOfEachFabric() {
        join();
        assertEquals(0, register(1, 1, NONE));
        assertEquals(0, register(2, 2, NONE));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, register(3, 3, NONE));
        // Those it knows may come again.
        assertEquals(0, register(2, 4, NONE));
        admin.onCase(2, ADMINISTRATOR);
        assertEquals(0, register(3, 3, NONE));
        admin.onCase(1, ADMINISTRATOR);
        assertEquals(0, unregister(1, NONE));
        assertEquals(0, register(3, 3, NONE));
        assertEquals(ImStatus.NOT_FOUND, unregister(1, NONE));
    }

    @Test
    void shouldLetAdministratorsReplaceAnything() {
        join();
        assertEquals(0, register(1, 1, NONE));
        assertEquals(0, register(1, 2, NONE));
        assertEquals(0, register(1, 3, key(99)));
        assertEquals(0, register(1, 4, new byte[17]));
        assertTrue(clients.hasKey(0, key(4), 0, 16));
        assertEquals(0, unregister(1, key(99)));
        assertTrue(clients.isEmpty());
    }

    @Test
    void shouldAskManagersForTheKey() {
        join();
        admin.onCase(1, MANAGER);
        assertEquals(0, register(1, 1, NONE));
        assertEquals(ImStatus.FAILURE, register(1, 2, NONE));
        assertEquals(ImStatus.FAILURE, register(1, 2, key(2)));
        assertEquals(ImStatus.FAILURE, register(1, 2, new byte[17]));
        assertEquals(ImStatus.FAILURE, register(1, 2, new byte[0]));
        assertTrue(clients.hasKey(0, key(1), 0, 16));
        // Key refresh.
        assertEquals(0, register(1, 2, key(1)));
        assertTrue(clients.hasKey(0, key(2), 0, 16));
        assertEquals(ImStatus.FAILURE, unregister(1, NONE));
        assertEquals(ImStatus.FAILURE, unregister(1, key(1)));
        assertEquals(ImStatus.FAILURE, unregister(1, new byte[17]));
        assertEquals(ImStatus.NOT_FOUND, unregister(2, key(2)));
        assertEquals(0, unregister(1, key(2)));
        assertEquals(List.of(), read(CLIENTS));
    }

    @Test
    void shouldRefuseWhatIsNoRegistration() {
        join();
        assertEquals(ImStatus.INVALID_COMMAND, admin.invoke(icd, REGISTER, out -> {}).status());
        assertEquals(ImStatus.INVALID_COMMAND, register(1, 1, NONE, NONE, 0).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(1, 1, new byte[15], NONE, 0).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(1, 1, new byte[17], NONE, 0).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(1, 1, key(1), NONE, 2).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(0, 1, key(1), NONE, 0).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(-1, 1, key(1), NONE, 0).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(1, 0, key(1), NONE, 0).status());
        long noVersion = 0xFFFFFFFDABCD0000L;
        assertEquals(ImStatus.CONSTRAINT_ERROR, register(1, noVersion, key(1), NONE, 0).status());
        assertEquals(0, register(1, noVersion + 1, key(1), NONE, 0).status());
        assertEquals(ImStatus.INVALID_COMMAND, admin.invoke(icd, UNREGISTER, out -> {}).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                admin.invoke(
                                icd,
                                UNREGISTER,
                                out -> {
                                    out.putUnsigned(0, 1);
                                    out.putUnsigned(1, 1);
                                })
                        .status());
        admin.onPase();
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, register(9, 1, NONE));
    }

    /** Whatever comes as fields gets a status, and what is kept can be loaded. */
    @Test
    void shouldAnswerAnything() {
        join();
        Random random = new Random(11);
        int[] statuses = new int[256];
        for (int round = 0; round < 20_000; round++) {
            admin.onCase(1 + random.nextInt(3), random.nextBoolean() ? MANAGER : ADMINISTRATOR);
            int command = random.nextInt(5);
            int status =
                    admin.invoke(
                                    icd,
                                    command,
                                    out -> {
                                        for (int tag = 0; tag < 6; tag++) {
                                            anyField(random, tag, out);
                                        }
                                    })
                            .status();
            assertTrue(status >= 0 && status < 256, "status " + status);
            statuses[status]++;
            assertTrue(clients.count(1) <= 2 && clients.count(2) <= 2 && clients.count(3) == 0);
        }
        assertTrue(statuses[ImStatus.SUCCESS] > 100, "taken " + statuses[ImStatus.SUCCESS]);
        assertTrue(statuses[ImStatus.FAILURE] > 20, "no key " + statuses[ImStatus.FAILURE]);
        assertTrue(statuses[ImStatus.CONSTRAINT_ERROR] > 100);
        assertTrue(statuses[ImStatus.INVALID_COMMAND] > 100);
        Object kept = admin.onCase(1, ADMINISTRATOR).read(icd, CLIENTS, true);
        boot();
        assertEquals(kept, admin.onCase(1, ADMINISTRATOR).read(icd, CLIENTS, true));
    }

    /** Of the right type more often than not. */
    private static void anyField(Random random, int tag, TlvWriter out) {
        int kind = random.nextInt(20);
        boolean key = tag == 2 || tag == 3;
        if (kind == 0 || tag == 5) {
            return;
        }
        if (kind == 1) {
            out.putNull(tag);
        } else if (kind == 2) {
            out.putBool(tag, true);
        } else if (kind == 3) {
            out.startArray(tag);
            out.endContainer();
        } else if (key != (kind == 4)) {
            byte[] bytes = kind == 5 ? new byte[random.nextInt(40)] : key(random.nextInt(2));
            out.putBytes(tag, bytes, 0, bytes.length);
        } else {
            long any = random.nextLong() >>> random.nextInt(64);
            out.putUnsigned(tag, kind == 6 ? any : random.nextInt(tag == 4 ? 3 : 4));
        }
    }

    @Test
    void shouldPromiseToStayActive() {
        AdminNode.Answer answer =
                admin.invoke(icd, STAY_ACTIVE, out -> out.putUnsigned(0, 0xFFFFFFFFL));
        assertEquals(IcdManagementSpec.CMD_STAY_ACTIVE_RESPONSE, answer.response());
        assertEquals(30_000L, answer.field(0));
        assertEquals(0xFFFFFFFFL, asked);
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                admin.invoke(icd, STAY_ACTIVE, out -> out.putUnsigned(0, 1L << 32)).status());
        assertEquals(ImStatus.INVALID_COMMAND, admin.invoke(icd, STAY_ACTIVE, out -> {}).status());
    }

    @Test
    void shouldRegisterNobodyWithoutACounterThatLasts() {
        join();
        counter = NOT_DURABLE;
        assertEquals(ImStatus.FAILURE, register(1, 1, NONE));
        assertTrue(clients.isEmpty());
        counter = 1;
        store.refuse = true;
        assertEquals(ImStatus.FAILURE, register(1, 1, NONE));
        assertTrue(clients.isEmpty());
        store.refuse = false;
        assertEquals(0, register(1, 1, NONE));
        store.refuse = true;
        assertEquals(ImStatus.FAILURE, register(1, 2, NONE));
        assertEquals(ImStatus.FAILURE, unregister(1, NONE));
        assertTrue(clients.hasKey(0, key(1), 0, 16));
    }

    @Test
    void shouldHaveAllOrNothingOfARegistrationAfterAPowerCut() {
        join();
        assertEquals(0, register(1, 1, NONE));
        int cuts = 0;
        for (int power = 0; power < 5; power++) {
            store.power = power;
            boolean cut = false;
            try {
                assertEquals(0, register(1, 2 + power, NONE));
            } catch (MemoryStore.PowerCut e) {
                cut = true;
                cuts++;
            }
            store.power = Integer.MAX_VALUE;
            boot();
            allow(1, ADMINISTRATOR, Privilege.ADMINISTER);
            admin.onCase(1, ADMINISTRATOR);
            // The last one comes when all is written.
            boolean written = !cut || power == 3;
            assertEquals(!written, clients.hasKey(0, key(1), 0, 16));
            assertEquals(written, clients.hasKey(0, key(2 + power), 0, 16));
        }
        assertEquals(4, cuts);
    }

    @Test
    void shouldForgetAFabricThatLeaves() {
        join();
        assertEquals(0, register(1, 1, NONE));
        admin.onCase(2, ADMINISTRATOR);
        assertEquals(0, register(1, 2, NONE));
        assertEquals(FabricStatus.OK, admin.fabrics.table.remove(1, 0));
        assertFalse(clients.isTaken(0));
        assertFalse(clients.hasKey(0, key(1), 0, 16));
        assertEquals(List.of(Map.of(1, 1L, 2, 1L, 4, 0L, 254, 2L)), read(CLIENTS));
        int before = icd.dataVersion();
        icd.fabricRemoved(1);
        assertNotEquals(before, icd.dataVersion());
        boot();
        admin.onCase(2, ADMINISTRATOR);
        assertEquals(List.of(Map.of(1, 1L, 2, 1L, 4, 0L, 254, 2L)), read(CLIENTS));
    }

    /** Registered under the fail-safe: durable with CommissioningComplete, gone without it. */
    @Test
    void shouldFollowTheFailSafe() {
        admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        admin.fabrics.failSafe.armForPase(77, 0);
        admin.fabrics.add("Root02", "ICA02", "Node02_01");
        admin.onCase(2, ADMINISTRATOR);
        int commits = store.commits;
        assertEquals(0, register(1, 1, NONE));
        assertEquals(commits, store.commits);
        admin.fabrics.failSafe.expire(1);
        assertTrue(clients.isEmpty());
        admin.fabrics.failSafe.armForPase(78, 2);
        admin.fabrics.add("Root02", "ICA02", "Node02_01");
        admin.onCase(2, ADMINISTRATOR);
        assertEquals(0, register(1, 1, NONE));
        assertEquals(FabricStatus.OK, admin.fabrics.failSafe.commit(3));
        boot();
        assertTrue(clients.hasKey(0, key(1), 0, 16));
    }
}
