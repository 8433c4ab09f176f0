package org.mattermote.app.switchapp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.app.light.LightApp;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryPort;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.App;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.model.spec.BindingSpec;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;
import org.mattermote.stack.model.spec.GroupsSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A switch and lights on one network, commissioned by one administrator: whole devices each. */
final class Home {
    static final long SWITCH_NODE = 0x51;
    static final int GROUP = 0x0123;
    static final int KEY_SET = 42;
    private static final long ADMINISTRATOR = 0x91;
    private static final int ADMINISTER = 5;
    private static final int OPERATE = 3;
    private static final int CASE = 2;
    private static final int GROUP_MODE = 3;

    final SimNetwork network;
    final SimFabric fabric;
    final byte[] epochKey;
    final Place theSwitch;
    final List<Place> lights = new ArrayList<>();
    private int seed = 5;

    /** A socket in the wall, what is in it, and what that stored. */
    final class Place {
        final Class<? extends App> type;
        final MemoryRecords records = new MemoryRecords();
        final long nodeId;
        SimPort port = network.attach();
        SimPort multicast = network.attachMulticast(port);
        SimAdministrator administrator;

        /** Null while it is not there. */
        DeviceNode device;

        Place(Class<? extends App> type, long nodeId) {
            this.type = type;
            this.nodeId = nodeId;
            powerUp();
            administrator = administrator(fabric);
            administrator.commission(MemoryFactory.PASSCODE);
        }

        SimAdministrator administrator(SimFabric of) {
            return new SimAdministrator(
                    network, network.attach(), port, of, ADMINISTRATOR, nodeId, seed++);
        }

        void powerUp() {
            forget(port);
            forget(multicast);
            device = new DeviceNode(type, port, multicast, records, seed++, network.now);
            network.add(device);
        }

        void powerDown() {
            network.remove(device);
            device = null;
        }

        /** Dies without a word; what comes for it meanwhile is lost. */
        void restart(long millis) {
            powerDown();
            network.pass(millis);
            powerUp();
        }

        /** Nobody was there for what came meanwhile. */
        private void forget(SimPort of) {
            byte[] any = new byte[MemoryPort.LONGEST];
            PeerAddress from = new PeerAddress();
            while (of.receive(any, 0, any.length, from) >= 0) {}
        }

        /** To another address, with all it stored. */
        void move() {
            powerDown();
            port = network.attach();
            multicast = network.attachMulticast(port);
            powerUp();
        }

        boolean isOn() {
            return ((OnOffCluster) device.stack.node().find(LightApp.ENDPOINT).find(OnOffSpec.ID))
                    .isOn();
        }

        private void write(int endpoint, int cluster, int attribute, Consumer<TlvWriter> list) {
            administrator.expect(
                    administrator.client.write(
                            endpoint,
                            cluster,
                            attribute,
                            out -> {
                                out.startArray(2);
                                list.accept(out);
                                out.endContainer();
                            }),
                    cluster + "/" + attribute);
        }

        /** Lets the switch and the group operate it. */
        void allow() {
            write(
                    0,
                    AccessControlSpec.ID,
                    AccessControlSpec.ATTR_ACL,
                    out -> {
                        entry(out, ADMINISTER, CASE, ADMINISTRATOR);
                        entry(out, OPERATE, CASE, SWITCH_NODE);
                        entry(out, OPERATE, GROUP_MODE, GROUP);
                    });
        }

        /** Gives it the group's key. */
        void giveKey() {
            administrator.invoke(
                    GroupKeyManagementSpec.ID,
                    GroupKeyManagementSpec.CMD_KEY_SET_WRITE,
                    out -> {
                        out.startStruct(0);
                        out.putUnsigned(0, KEY_SET);
                        out.putUnsigned(1, 0);
                        out.putBytes(2, epochKey, 0, 16);
                        out.putUnsigned(3, 1);
                        for (int tag = 4; tag < 8; tag++) {
                            out.putNull(tag);
                        }
                        out.endContainer();
                    });
            write(
                    0,
                    GroupKeyManagementSpec.ID,
                    GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP,
                    out -> {
                        out.startStruct(TlvTag.ANONYMOUS);
                        out.putUnsigned(1, GROUP);
                        out.putUnsigned(2, KEY_SET);
                        out.endContainer();
                    });
        }

        void addGroup() {
            administrator.expect(
                    administrator.client.invoke(
                            LightApp.ENDPOINT,
                            GroupsSpec.ID,
                            GroupsSpec.CMD_ADD_GROUP,
                            out -> {
                                out.putUnsigned(0, GROUP);
                                out.putUtf8(1, new byte[0], 0, 0);
                            }),
                    "AddGroup");
        }

        /** Binds it to nodes by their ids, and to the group for 0. */
        void bind(long... targets) {
            write(
                    SwitchApp.ENDPOINT,
                    BindingSpec.ID,
                    BindingSpec.ATTR_BINDING,
                    out -> {
                        for (long target : targets) {
                            out.startStruct(TlvTag.ANONYMOUS);
                            if (target == 0) {
                                out.putUnsigned(2, GROUP);
                            } else {
                                out.putUnsigned(1, target);
                                out.putUnsigned(3, LightApp.ENDPOINT);
                            }
                            out.putUnsigned(4, OnOffSpec.ID);
                            out.endContainer();
                        }
                    });
        }
    }

    Home(int lightCount) {
        network = new SimNetwork(11);
        fabric = new SimFabric(21, 0xFB01, true);
        epochKey = fabric.random(16);
        theSwitch = new Place(SwitchApp.class, SWITCH_NODE);
        for (int i = 0; i < lightCount; i++) {
            Place light = new Place(LightApp.class, 0x61 + i);
            light.allow();
            lights.add(light);
        }
    }

    /** One press of the switch, and time for what it does. */
    void press(long millis) {
        theSwitch.device.button(network.now);
        network.pass(millis);
    }

    private static void entry(TlvWriter out, int privilege, int mode, long subject) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, privilege);
        out.putUnsigned(2, mode);
        out.startArray(3);
        out.putUnsigned(TlvTag.ANONYMOUS, subject);
        out.endContainer();
        out.putNull(4);
        out.endContainer();
    }
}
