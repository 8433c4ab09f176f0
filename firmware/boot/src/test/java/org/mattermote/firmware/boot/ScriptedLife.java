package org.mattermote.firmware.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.Tlv;

/**
 * What two administrators do to a dimmable light in its life, step by step; each step changes one
 * thing that the device promises to keep.
 */
final class ScriptedLife {
    private static final int ANON = TlvTag.ANONYMOUS;
    private static final int LIGHT = 1;
    private static final int GROUPS = 0x04;
    private static final int ON_OFF = 0x06;
    private static final int LEVEL = 0x08;
    private static final int ACCESS_CONTROL = 0x1F;
    private static final int BASIC_INFORMATION = 0x28;
    private static final int GENERAL_COMMISSIONING = 0x30;
    private static final int CREDENTIALS = 0x3E;
    private static final int GROUP_KEYS = 0x3F;
    private static final int SCENES = 0x62;

    final SimAdministrator first;
    final SimAdministrator second;

    ScriptedLife(SimNetwork network, SimPort device) {
        first =
                new SimAdministrator(
                        network, network.attach(), device, fabric(7), 0x70001, 0x71, 17);
        second =
                new SimAdministrator(
                        network, network.attach(), device, fabric(8), 0x80001, 0x81, 18);
    }

    private static SimFabric fabric(long seed) {
        return new SimFabric(seed, 0xFAB0 + seed, seed % 2 == 0);
    }

    /** Steps in their order, those of the second administrator's way in beside the first's. */
    Map<String, Runnable> steps() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("commission the first", () -> first.commission(AppNode.PASSCODE));
        all.put("fabric label", () -> fabricLabel("Home"));
        all.put("node label", () -> text(BASIC_INFORMATION, 5, "Lamp"));
        all.put("access control", () -> accessControl(3));
        all.put("key set", () -> keySet(42));
        all.put("group key map", () -> groupKeyMap(0x0102, 42));
        all.put("group", () -> addGroup(0x0102));
        all.put("scene", () -> storeScene(0x0102));
        all.put("on level", () -> write(LEVEL, 0x11, out -> out.putUnsigned(2, 77)));
        all.put("start-up on/off", () -> write(ON_OFF, 0x4003, out -> out.putUnsigned(2, 1)));
        all.put("open a window", () -> first.openBasicWindow(300));
        all.put("commission the second", this::commissionSecond);
        all.put("location", () -> text(BASIC_INFORMATION, 6, "DE"));
        all.put("replace credentials", this::replaceCredentials);
        all.put("less access control", () -> accessControl(1));
        all.put("remove the second", () -> remove(first, second));
        all.put("remove the first", () -> remove(first, first));
        return all;
    }

    /** The way in of a step that changes nothing itself. */
    static boolean isPreparation(String step) {
        return step.equals("open a window");
    }

    private void invoke(
            int endpoint, int cluster, int command, Consumer<TlvWriter> fields, String what) {
        first.expect(first.client.invoke(endpoint, cluster, command, fields), what);
    }

    private void write(int cluster, int attribute, Consumer<TlvWriter> value) {
        first.expect(first.client.write(LIGHT, cluster, attribute, value), "write");
    }

    private void text(int cluster, int attribute, String text) {
        byte[] bytes = text.getBytes();
        first.expect(
                first.client.write(
                        0, cluster, attribute, out -> out.putUtf8(2, bytes, 0, bytes.length)),
                text);
    }

    private void fabricLabel(String text) {
        byte[] bytes = text.getBytes();
        first.command(CREDENTIALS, 9, 0, out -> out.putUtf8(0, bytes, 0, bytes.length));
    }

    private void accessControl(int entries) {
        first.expect(
                first.client.write(
                        0,
                        ACCESS_CONTROL,
                        0,
                        out -> {
                            out.startArray(2);
                            for (int i = 0; i < entries; i++) {
                                entry(out, i == 0 ? 5 : 3, first.own.nodeId() + i);
                            }
                            out.endContainer();
                        }),
                "access control");
    }

    private static void entry(TlvWriter out, int privilege, long subject) {
        out.startStruct(ANON);
        out.putUnsigned(1, privilege);
        out.putUnsigned(2, 2);
        out.startArray(3);
        out.putUnsigned(ANON, subject);
        out.endContainer();
        out.putNull(4);
        out.endContainer();
    }

    private void keySet(int id) {
        invoke(
                0,
                GROUP_KEYS,
                0,
                out -> {
                    out.startStruct(0);
                    out.putUnsigned(0, id);
                    out.putUnsigned(1, 0);
                    Tlv.bytes(out, 2, new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6});
                    out.putUnsigned(3, 1_000_000);
                    for (int tag = 4; tag < 8; tag++) {
                        out.putNull(tag);
                    }
                    out.endContainer();
                },
                "key set");
    }

    private void groupKeyMap(int group, int keySet) {
        first.expect(
                first.client.write(
                        0,
                        GROUP_KEYS,
                        0,
                        out -> {
                            out.startArray(2);
                            out.startStruct(ANON);
                            out.putUnsigned(1, group);
                            out.putUnsigned(2, keySet);
                            out.endContainer();
                            out.endContainer();
                        }),
                "group key map");
    }

    private void addGroup(int group) {
        invoke(
                LIGHT,
                GROUPS,
                0,
                out -> {
                    out.putUnsigned(0, group);
                    out.putUtf8(1, "Hall".getBytes(), 0, 4);
                },
                "group");
    }

    private void storeScene(int group) {
        invoke(
                LIGHT,
                SCENES,
                4,
                out -> {
                    out.putUnsigned(0, group);
                    out.putUnsigned(1, 1);
                },
                "scene");
    }

    private void commissionSecond() {
        second.commission(AppNode.PASSCODE);
    }

    /** UpdateNOC: a new key pair and certificate, the node id one more. */
    private void replaceCredentials() {
        first.command(
                GENERAL_COMMISSIONING,
                0,
                0,
                out -> {
                    out.putUnsigned(0, 60);
                    out.putUnsigned(1, 1);
                });
        byte[] nonce = first.controller.random(32);
        byte[] elements =
                Im.bytesField(
                        first.invoke(
                                CREDENTIALS,
                                4,
                                out -> {
                                    Tlv.bytes(out, 0, nonce);
                                    out.putBool(1, true);
                                }),
                        0);
        byte[] publicKey = SimAdministrator.publicKey(Tlv.bytes(elements, 1));
        byte[] noc = first.fabric.certify(first.deviceNodeId, publicKey).noc();
        first.command(CREDENTIALS, 7, 0, out -> Tlv.bytes(out, 0, noc));
        first.operational();
        first.command(GENERAL_COMMISSIONING, 4, 0, out -> {});
    }

    private static void remove(SimAdministrator by, SimAdministrator whom) {
        by.command(CREDENTIALS, 10, 0, out -> out.putUnsigned(0, whom.fabricIndex));
    }
}
