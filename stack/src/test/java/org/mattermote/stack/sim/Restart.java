package org.mattermote.stack.sim;

import java.util.function.IntSupplier;
import org.mattermote.stack.codec.SecureChannelOpcode;

/**
 * A controller whose process ends in the middle of CASE, and the one that is started in its place:
 * on the same port, with the same ephemeral node id and exchange id.
 */
public final class Restart {
    /** When the process ends. */
    public enum Moment {
        /** Sigma1 has left, nothing has come. */
        SIGMA1_SENT,
        /** Sigma2 has come and is not acknowledged. */
        SIGMA2_RECEIVED,
        /** The device knows that Sigma2 has come, and waits for Sigma3. */
        SIGMA2_ACKNOWLEDGED,
        /** Sigma3 has left. */
        SIGMA3_SENT,
        /** The session is made; the device does not know that the report has come. */
        ESTABLISHED
    }

    /** OnOff of endpoint 1. */
    private static final byte[] READ_ON_OFF = Im.read(1, 6, 0);

    private static final int PATIENCE = 20_000;

    /** Until what was sent is there. */
    private static final int ON_ITS_WAY = 20;

    private final SimNetwork network;
    private final SimPort port;
    private final SimPort device;
    private final SimAdministrator admin;
    private SimController controller;
    private SimController.Talk attempt;
    private int processes;
    private int exchangeId;
    private long ephemeralNodeId;

    /** Messages to an earlier process that came to the later one. */
    public int strays;

    /**
     * @param port the controller's
     * @param admin whose name the controller has
     */
    public Restart(SimNetwork network, SimPort port, SimPort device, SimAdministrator admin) {
        this.network = network;
        this.port = port;
        this.device = device;
        this.admin = admin;
    }

    /** A process begins, and gets as far as {@code moment}. */
    public void die(Moment moment) {
        start();
        exchangeId = controller.nextExchangeId;
        ephemeralNodeId = controller.nextEphemeralNodeId;
        boolean withSigma3 = moment.compareTo(Moment.SIGMA3_SENT) >= 0;
        controller.tamper =
                (opcode, payload) ->
                        opcode == SecureChannelOpcode.SIGMA3 && !withSigma3 ? null : payload;
        begin();
        switch (moment) {
            case SIGMA1_SENT -> {}
            case SIGMA2_RECEIVED, SIGMA3_SENT -> await(attempt.received::size, 1);
            case SIGMA2_ACKNOWLEDGED -> {
                await(attempt.received::size, 1);
                controller.acknowledge(attempt);
                network.pass(ON_ITS_WAY);
            }
            case ESTABLISHED -> await(attempt.received::size, 2);
        }
        end();
        start();
        controller.nextExchangeId = exchangeId;
        controller.nextEphemeralNodeId = ephemeralNodeId;
    }

    /**
     * The process that was started in its place makes a session, asks something, and ends.
     *
     * @return how long the session took, ms
     */
    public long serve() {
        long before = network.now;
        begin();
        require(network.run(this::hasEnded, PATIENCE), "neither a session nor a refusal");
        Handshake handshake = attempt.handshake();
        require(controller.session != null, "refused " + handshake.refusal);
        long took = network.now - before;
        SimController.Talk read =
                controller.request(controller.session, Im.READ_REQUEST, READ_ON_OFF);
        await(read.received::size, 1);
        controller.acknowledge(read);
        controller.acknowledge(attempt);
        network.pass(ON_ITS_WAY);
        end();
        return took;
    }

    private void begin() {
        attempt = controller.operational(admin.own, admin.deviceNodeId);
    }

    private boolean hasEnded() {
        return controller.session != null
                || attempt.handshake().report != null
                || attempt.handshake().refusal != null
                || attempt.failed;
    }

    private void end() {
        network.remove(controller);
        strays += controller.strays;
    }

    private void start() {
        controller = new SimController(port, device, ++processes);
        network.add(controller);
    }

    private void await(IntSupplier count, int wanted) {
        require(network.run(() -> count.getAsInt() >= wanted, PATIENCE), "no answer");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
