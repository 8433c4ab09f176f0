package org.mattermote.stack.sim;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvWriter;

/** Who owns a fabric: commissions a device into it, and is its administrator then. */
public final class SimAdministrator {
    private static final int GENERAL_COMMISSIONING = 0x30;
    private static final int ADMINISTRATOR_COMMISSIONING = 0x3C;
    private static final int OPERATIONAL_CREDENTIALS = 0x3E;
    private static final int VENDOR = 0xFFF1;
    private static final long PATIENCE = 60_000;

    public final SimNetwork network;
    public final SimController controller;
    public final SimClient client;
    public final SimFabric fabric;
    public final SimFabric.Identity own;
    public final long deviceNodeId;

    /** Index of the fabric on the device, once it is there. */
    public int fabricIndex;

    public SimAdministrator(
            SimNetwork network,
            SimPort port,
            SimPort device,
            SimFabric fabric,
            long nodeId,
            long deviceNodeId,
            long seed) {
        this.network = network;
        this.fabric = fabric;
        this.deviceNodeId = deviceNodeId;
        controller = new SimController(port, device, seed);
        client = new SimClient(controller);
        own = fabric.issue(nodeId);
        network.add(controller);
    }

    /** A commissioner's whole way, from PASE to CommissioningComplete. */
    public void commission(int passcode) {
        provision(passcode);
        operational();
        complete();
    }

    /** The same over a connection, as far as the device is not on the network. */
    public void commission(int passcode, SimController.Connection connection) {
        controller.connection = connection;
        provision(passcode);
        controller.connection = null;
        operational();
        complete();
    }

    /** From PASE to AddNOC. */
    public void provision(int passcode) {
        pase(passcode);
        arm(60);
        expect(
                client.read(0, 0x28, 2, 0, 0x28, 4, 0, GENERAL_COMMISSIONING, Im.ANY),
                "basic information");
        regulate(2, "XX");
        attest();
        SimFabric.Identity device = certify(false);
        addRoot();
        addNoc(device);
    }

    /** The device's certificates and its signature. */
    public void attest() {
        for (int type = 2; type >= 1; type--) {
            int which = type;
            byte[] chain = invoke(OPERATIONAL_CREDENTIALS, 2, out -> out.putUnsigned(0, which));
            require(Im.bytesField(chain, 0).length > 0, "a certificate");
        }
        byte[] nonce = controller.random(32);
        byte[] attestation = invoke(OPERATIONAL_CREDENTIALS, 0, out -> Tlv.bytes(out, 0, nonce));
        require(Im.bytesField(attestation, 1).length == 64, "attestation signature");
    }

    /** Lets the fail-safe last so long from now. */
    public void arm(int seconds) {
        command(GENERAL_COMMISSIONING, 0, 0, out -> put(out, seconds, 1));
    }

    /** Regulatory configuration and country. */
    public void regulate(int configuration, String country) {
        command(
                GENERAL_COMMISSIONING,
                2,
                0,
                out -> {
                    out.putUnsigned(0, configuration);
                    out.putUtf8(1, country.getBytes(), 0, 2);
                    out.putUnsigned(2, 2);
                });
    }

    /** Lets the device make a key pair, and gives it a certificate. */
    public SimFabric.Identity certify(boolean forUpdate) {
        byte[] nonce = controller.random(32);
        byte[] response =
                invoke(
                        OPERATIONAL_CREDENTIALS,
                        4,
                        out -> {
                            Tlv.bytes(out, 0, nonce);
                            if (forUpdate) {
                                out.putBool(1, true);
                            }
                        });
        byte[] csr = Tlv.bytes(Im.bytesField(response, 0), 1);
        return fabric.certify(deviceNodeId, publicKey(csr));
    }

    public void addRoot() {
        invoke(OPERATIONAL_CREDENTIALS, 11, out -> Tlv.bytes(out, 0, fabric.rcac));
    }

    public void addNoc(SimFabric.Identity device) {
        byte[] added = askToAddNoc(device);
        require(Im.field(added, 0) == 0, "AddNOC: " + Im.field(added, 0));
        fabricIndex = Im.field(added, 1);
    }

    /** AddNOC; its NOCResponse, whatever that says. */
    public byte[] askToAddNoc(SimFabric.Identity device) {
        return invoke(
                OPERATIONAL_CREDENTIALS,
                6,
                out -> {
                    putChain(device, out);
                    Tlv.bytes(out, 2, fabric.ipkEpochKey);
                    out.putUnsigned(3, own.nodeId());
                    out.putUnsigned(4, VENDOR);
                });
    }

    public void updateNoc(SimFabric.Identity device) {
        command(OPERATIONAL_CREDENTIALS, 7, 0, out -> putChain(device, out));
    }

    /** CommissioningComplete. */
    public void complete() {
        command(GENERAL_COMMISSIONING, 4, 0, out -> {});
    }

    private void putChain(SimFabric.Identity device, TlvWriter out) {
        Tlv.bytes(out, 0, device.noc());
        if (fabric.icac != null) {
            Tlv.bytes(out, 1, fabric.icac);
        }
    }

    public void pase(int passcode) {
        establish(() -> controller.pase(passcode), "PASE");
    }

    public void operational() {
        establish(() -> controller.operational(own, deviceNodeId), "CASE");
    }

    /** CASE from what the present session left. */
    public void resume() {
        SimController.Session earlier = controller.session;
        SimController.Talk talk = establish(() -> controller.resume(own, earlier), "resumed CASE");
        require(
                ((SimCaseInitiator) talk.handshake()).resumed,
                "a full handshake, not a resumption");
    }

    /** Opens the window with the label's passcode. */
    public void openBasicWindow(int seconds) {
        SimClient.Transaction opened =
                client.invokeTimed(
                        0, ADMINISTRATOR_COMMISSIONING, 1, out -> out.putUnsigned(0, seconds));
        expect(opened, "OpenBasicCommissioningWindow");
    }

    private interface Start {
        SimController.Talk begin();
    }

    private SimController.Talk establish(Start start, String what) {
        controller.session = null;
        SimController.Talk talk = start.begin();
        require(wait(() -> controller.session != null), what);
        require(talk.handshake().refusal == null, what + ": " + talk.handshake().refusal);
        require(wait(() -> talk.isAcknowledged() && !talk.ackOwed), what + " acknowledged");
        talk.finished = true;
        return talk;
    }

    /** A command of endpoint 0 whose answer has this number in its first field. */
    public void command(int cluster, int command, int expected, Consumer<TlvWriter> fields) {
        byte[] answer = invoke(cluster, command, fields);
        require(
                Im.field(answer, 0) == expected,
                cluster + "/" + command + ": " + Im.field(answer, 0));
    }

    /** A command of endpoint 0 that succeeds; its response. */
    public byte[] invoke(int cluster, int command, Consumer<TlvWriter> fields) {
        SimClient.Transaction t = client.invoke(0, cluster, command, fields);
        expect(t, cluster + "/" + command);
        return t.answer();
    }

    /** Lets time pass until the transaction has succeeded. */
    public SimClient.Transaction expect(SimClient.Transaction t, String what) {
        require(wait(() -> t.done), what + ": no answer");
        require(t.status == 0, what + ": status " + t.status);
        return t;
    }

    private boolean wait(BooleanSupplier until) {
        return network.run(until, PATIENCE);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static void put(TlvWriter out, int first, int second) {
        out.putUnsigned(0, first);
        out.putUnsigned(1, second);
    }

    /** The point in a certification request: a bit string of 66 bytes, no bit unused. */
    public static byte[] publicKey(byte[] csr) {
        for (int i = 0; i + 68 <= csr.length; i++) {
            if (csr[i] == 3 && csr[i + 1] == 66 && csr[i + 2] == 0 && csr[i + 3] == 4) {
                return Arrays.copyOfRange(csr, i + 3, i + 68);
            }
        }
        throw new IllegalStateException("no public key");
    }
}
