package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.bsp.host.ConsoleLog;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.Tlv;

/** Nothing that a device says, to whomever, holds a byte sequence of its secrets. */
@Timeout(300)
class SecretsTest {
    private static final int CREDENTIALS = 0x3E;
    private static final int GROUP_KEYS = 0x3F;

    /** So many bytes of a secret in a row are no accident. */
    private static final int PIECE = 8;

    private static final byte[] GROUP_KEY =
            HexFormat.of().parseHex("c1d2e3f4a5b6978869504132231415f6");

    private final SimNetwork network = new SimNetwork(9);
    private final SimPort port = network.attach();
    private final MemoryStore store = new MemoryStore();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final SimFabric fabric = new SimFabric(7, 0xFAB7, false);
    private AppNode node;
    private SimAdministrator admin;
    private int transactions;

    static List<String> apps() {
        return Apps.names();
    }

    private void commission(String app) {
        ConsoleLog log = new ConsoleLog(new PrintStream(console, true, StandardCharsets.UTF_8));
        node = new AppNode(app, port, store, log, 5, 0);
        network.add(node);
        admin = new SimAdministrator(network, network.attach(), port, fabric, 0x70001, 0x71, 17);
        admin.commission(AppNode.PASSCODE);
        collect();
    }

    /** What was said to the controller, decrypted. */
    private void collect() {
        for (SimController.Talk talk : admin.controller.talks) {
            talk.received.forEach(message -> said.writeBytes(message.payload()));
        }
    }

    private SimClient.Transaction done(SimClient.Transaction t) {
        assertTrue(network.run(() -> t.done, 60_000));
        t.answers.forEach(message -> said.writeBytes(message.payload()));
        transactions++;
        return t;
    }

    private Map<String, byte[]> secrets() {
        Map<String, byte[]> secrets = new TreeMap<>();
        FactoryFile data = AppNode.FACTORY_DATA;
        byte[] verifier = new byte[97];
        data.verifier(verifier, 0, 97);
        secrets.put("attestation key", AppNode.attestationKey());
        secrets.put("verifier w0", Arrays.copyOf(verifier, 32));
        secrets.put("verifier L", Arrays.copyOfRange(verifier, 32, 97));
        secrets.put("operational key", operationalKey());
        secrets.put("epoch key of the IPK", fabric.ipkEpochKey);
        secrets.put("IPK", fabric.ipk());
        secrets.put("group key", GROUP_KEY);
        int number = 0;
        for (byte[] derived : admin.controller.secrets) {
            secrets.put("of a session " + number++, derived);
        }
        return secrets;
    }

    private byte[] operationalKey() {
        byte[] record = new byte[KeyValueStore.MAX_VALUE];
        int length = store.get(StoreKeys.fabric(admin.fabricIndex), record, 0, record.length);
        byte[] key = Tlv.bytes(Arrays.copyOf(record, length), 5);
        assertEquals(32, key.length);
        return key;
    }

    /** Each secret, as bytes and in the ways it could be printed. */
    private void assertNothingOfThemIn(byte[] text, String where) {
        String bytes = new String(text, StandardCharsets.ISO_8859_1);
        String lower = bytes.toLowerCase();
        secrets()
                .forEach(
                        (name, secret) -> {
                            for (int i = 0; i + PIECE <= secret.length; i++) {
                                byte[] piece = Arrays.copyOfRange(secret, i, i + PIECE);
                                String raw = new String(piece, StandardCharsets.ISO_8859_1);
                                String hex = HexFormat.of().formatHex(piece);
                                assertTrue(!bytes.contains(raw), name + " in " + where);
                                assertTrue(!lower.contains(hex), name + " in " + where);
                            }
                            String base64 = Base64.getEncoder().encodeToString(secret);
                            String start = base64.substring(0, base64.length() / 2);
                            assertTrue(!bytes.contains(start), name + " in " + where);
                        });
    }

    @ParameterizedTest
    @MethodSource("apps")
    void shouldNotShowAnyOfItsSecrets(String app) {
        commission(app);
        done(admin.client.readEverything());
        Node model = node.stack.node();
        List<int[]> commands = new ArrayList<>();
        for (int e = 0; e < model.endpointCount(); e++) {
            Endpoint endpoint = model.endpoint(e);
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                Cluster cluster = endpoint.cluster(c);
                for (int attribute : cluster.attributes()) {
                    done(admin.client.read(endpoint.id(), cluster.id(), attribute));
                }
                for (int command : cluster.commands()) {
                    commands.add(new int[] {endpoint.id(), cluster.id(), command});
                }
            }
        }
        writeGroupKey();
        // Each command three times: without fields, with numbers, with bytes.
        for (int[] command : commands) {
            if (command[1] == CREDENTIALS && command[2] == 10) {
                continue;
            }
            for (Consumer<TlvWriter> fields : fields()) {
                done(admin.client.invoke(command[0], command[1], command[2], fields));
                done(admin.client.invokeTimed(command[0], command[1], command[2], fields));
            }
        }
        keySetRead();
        certificates();
        done(admin.client.readEverything());
        node.app.button(network.now);
        network.pass(5_000);
        collect();
        assertTrue(secrets().size() > 8, "secrets " + secrets().keySet());
        assertTrue(transactions > 150, "transactions " + transactions);
        assertTrue(said.size() > 20_000, "bytes " + said.size());
        assertNothingOfThemIn(said.toByteArray(), "what it says");
        assertTrue(console.size() > 200);
        assertNothingOfThemIn(console.toByteArray(), "its log");
        String status = StatusText.of(node.stack, network.now);
        assertNothingOfThemIn(status.getBytes(StandardCharsets.UTF_8), "its status");
    }

    @Test
    void shouldFindThemWhereTheyAre() {
        commission("light");
        byte[] record = new byte[KeyValueStore.MAX_VALUE];
        store.get(StoreKeys.fabric(admin.fabricIndex), record, 0, record.length);
        try {
            assertNothingOfThemIn(record, "the store");
        } catch (AssertionError e) {
            assertTrue(e.getMessage().startsWith("operational key in"), e.getMessage());
            return;
        }
        throw new AssertionError("a search that finds nothing");
    }

    private static List<Consumer<TlvWriter>> fields() {
        return List.of(
                out -> {},
                out -> {
                    for (int tag = 0; tag < 3; tag++) {
                        out.putUnsigned(tag, tag == 1 ? 0 : 1);
                    }
                },
                out -> {
                    Tlv.bytes(out, 0, new byte[32]);
                    out.putBool(1, false);
                });
    }

    private void writeGroupKey() {
        admin.expect(
                done(
                        admin.client.invoke(
                                0,
                                GROUP_KEYS,
                                0,
                                out -> {
                                    out.startStruct(0);
                                    out.putUnsigned(0, 42);
                                    out.putUnsigned(1, 0);
                                    Tlv.bytes(out, 2, GROUP_KEY);
                                    out.putUnsigned(3, 1_000_000);
                                    for (int tag = 4; tag < 8; tag++) {
                                        out.putNull(tag);
                                    }
                                    out.endContainer();
                                })),
                "key set");
    }

    private void keySetRead() {
        for (int id : new int[] {0, 42}) {
            done(admin.client.invoke(0, GROUP_KEYS, 1, out -> out.putUnsigned(0, id)));
        }
        done(admin.client.invoke(0, GROUP_KEYS, 4, out -> {}));
    }

    private void certificates() {
        for (int type = 1; type <= 2; type++) {
            int which = type;
            SimClient.Transaction t =
                    done(admin.client.invoke(0, CREDENTIALS, 2, out -> out.putUnsigned(0, which)));
            assertTrue(Im.bytesField(t.answer(), 0).length > 400);
        }
    }
}
