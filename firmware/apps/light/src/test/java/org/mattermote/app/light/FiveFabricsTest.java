package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Five controllers on five fabrics, three subscriptions each, an hour on a bad network. */
class FiveFabricsTest {
    private static final int FABRICS = 5;
    private static final int SUBSCRIPTIONS = 3;
    private static final int MAX_INTERVAL = 60;
    private static final long HOUR = 3_600_000;
    private static final int ON_OFF = 6;
    private static final int BASIC_INFORMATION = 0x28;

    private final SimNetwork network = new SimNetwork(2027);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 9, 0);
    private final List<SimAdministrator> admins = new ArrayList<>();

    /** When each subscription was heard of, by its id. */
    private final Map<Long, Long> heard = new HashMap<>();

    private long longestSilence;

    /** OnOff as each controller knows it. */
    private final Map<SimClient, Boolean> known = new HashMap<>();

    private void join(int i) {
        SimAdministrator admin =
                new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        new SimFabric(60 + i, 0xFA00 + i, i % 2 == 0),
                        0x900 + i,
                        0x500 + i,
                        70 + i);
        if (i > 0) {
            admins.get(0).openBasicWindow(180);
        }
        admin.commission(MemoryFactory.PASSCODE);
        admin.client.onReport = report -> heard(admin.client, report);
        admins.add(admin);
    }

    private void subscribe(SimAdministrator admin, boolean keep, int... paths) {
        SimClient.Transaction t =
                admin.expect(admin.client.subscribe(keep, 0, MAX_INTERVAL, paths), "subscription");
        heard.put(Im.at(t.answer(), 0).value(), network.now);
    }

    private void heard(SimClient client, SimClient.Transaction report) {
        byte[] first = report.answers.get(0).payload();
        long id = Im.at(first, 0).value();
        Long last = heard.put(id, network.now);
        assertNotNull(last, "a report of a subscription that nobody made");
        longestSilence = Math.max(longestSilence, network.now - last);
        TlvReader cluster = Im.at(first, 1, -1, 1, 1, 3);
        TlvReader attribute = Im.at(first, 1, -1, 1, 1, 4);
        if (cluster != null && cluster.value() == ON_OFF && attribute.value() == 0) {
            known.put(client, Im.data(first).boolValue());
        }
    }

    @Test
    void shouldLoseNoSubscriptionInAnHourOfNoise() {
        network.add(node);
        for (int i = 0; i < FABRICS; i++) {
            join(i);
        }
        for (SimAdministrator admin : admins) {
            subscribe(admin, false, 1, ON_OFF, 0);
            subscribe(admin, true, 0, BASIC_INFORMATION, 5);
            subscribe(admin, true, 1, Im.ANY, Im.ANY);
        }
        network.pass(1_000);
        assertEquals(FABRICS * SUBSCRIPTIONS, node.stack.subscriptionCount());
        network.fate = Fate.noisy(5, 5, 20, 400);
        Random random = new Random(4);
        long end = network.now + HOUR;
        int changes = 0;
        while (network.now < end) {
            SimAdministrator admin = admins.get(random.nextInt(FABRICS));
            if (random.nextInt(3) > 0) {
                admin.expect(admin.client.invoke(1, ON_OFF, 2, out -> {}), "toggle");
            } else {
                byte[] label = {(byte) ('a' + random.nextInt(26))};
                admin.expect(
                        admin.client.write(
                                0, BASIC_INFORMATION, 5, out -> out.putUtf8(2, label, 0, 1)),
                        "label");
            }
            changes++;
            network.pass(random.nextInt(20_000));
            network.sent.clear();
        }
        network.pass(20_000);
        ExchangeCounters counters = node.stack.counters();
        int reports = admins.stream().mapToInt(a -> a.client.reports).sum();
        System.out.printf(
                "mote: five fabrics, an hour, 5 %% lost: changes %d, reports %d,"
                        + " retransmissions %d, duplicates %d, given up %d, longest silence %d ms%n",
                changes,
                reports,
                counters.mrpRetransmissions,
                counters.rxDuplicates,
                counters.mrpGivenUp,
                longestSilence);
        assertEquals(FABRICS * SUBSCRIPTIONS, node.stack.subscriptionCount());
        assertEquals(FABRICS * SUBSCRIPTIONS, heard.size());
        assertTrue(longestSilence <= MAX_INTERVAL * 1000, "ms " + longestSilence);
        heard.forEach((id, at) -> assertTrue(network.now - at <= MAX_INTERVAL * 1000, "" + id));
        for (SimAdministrator admin : admins) {
            assertEquals(node.isOn(), known.get(admin.client));
        }
        assertEquals(FABRICS, node.stack.fabricCount());
        assertEquals(FABRICS, node.inUse(Tables.SECURE_SESSIONS));
        network.run(() -> node.usage().equals(LightNode.IDLE), 20_000);
        assertEquals(LightNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }
}
