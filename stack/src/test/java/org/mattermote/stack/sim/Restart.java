package org.mattermote.stack.sim;

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
    public static final byte[] READ_ON_OFF = Im.read(1, 6, 0);

    private static final int PATIENCE = 20_000;

    /** How long a controller takes to acknowledge, and a little more. */
    private static final int ACKNOWLEDGED = 250;

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

    /** The process that runs. */
    public SimController controller() {
        return controller;
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
                network.pass(ACKNOWLEDGED);
            }
            case ESTABLISHED -> await(attempt.received::size, 2);
        }
        end();
        start();
        controller.nextExchangeId = exchangeId;
        controller.nextEphemeralNodeId = ephemeralNodeId;
    }

    /** The process asks for a session. */
    public SimController.Talk begin() {
        attempt = controller.operational(admin.own, admin.deviceNodeId);
        return attempt;
    }

    public boolean hasEnded() {
        return controller.session != null
                || attempt.handshake().report != null
                || attempt.handshake().refusal != null
                || attempt.failed;
    }

    public boolean isEstablished() {
        return controller.session != null;
    }

    /** The process ends at once. */
    public void end() {
        network.remove(controller);
        strays += controller.strays;
    }

    private void start() {
        controller = new SimController(port, device, ++processes);
        network.add(controller);
    }

    private void await(java.util.function.IntSupplier count, int wanted) {
        if (!network.run(() -> count.getAsInt() >= wanted, PATIENCE)) {
            throw new IllegalStateException("the device does not answer");
        }
    }
}
