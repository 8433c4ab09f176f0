package org.mattermote.stack.sim;

import java.util.Arrays;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvWriter;

/** An initiator's handshake on one exchange of a {@link SimController}. */
public abstract class Handshake {
    public SimController.Talk talk;

    /** Payload of the status report that ended it, or null. */
    public byte[] report;

    /** Why this side refused to go on, or null. */
    public String refusal;

    protected final SimController controller;
    protected final int sessionId;

    protected Handshake(SimController controller) {
        this.controller = controller;
        sessionId = controller.nextSessionId++;
    }

    abstract void start();

    /** A message other than a status report. */
    abstract void answered(int opcode, byte[] payload);

    /** The device says that the session is made. */
    abstract void succeeded();

    final void received(int opcode, byte[] payload) {
        if (opcode != SecureChannelOpcode.STATUS_REPORT) {
            answered(opcode, payload);
            return;
        }
        report = payload;
        if (Arrays.equals(payload, new byte[8])) {
            succeeded();
        }
    }

    protected final void refuse(String why) {
        refusal = why;
    }

    protected final void establish(byte[] keys, int peerSessionId, long ownNode, long peerNode) {
        SimController.Session made = new SimController.Session();
        made.localId = sessionId;
        made.peerId = peerSessionId;
        made.i2r = Arrays.copyOf(keys, 16);
        made.r2i = Arrays.copyOfRange(keys, 16, 32);
        made.attestationChallenge = Arrays.copyOfRange(keys, 32, 48);
        made.ownNodeId = ownNode;
        made.peerNodeId = peerNode;
        controller.established(made);
    }

    /** Remembers the three keys of a session as secrets. */
    protected final void keep(byte[] keys) {
        for (int at = 0; at < 48; at += 16) {
            controller.secrets.add(Arrays.copyOfRange(keys, at, at + 16));
        }
    }

    /** What a real controller says of itself. */
    protected final void putParameters(TlvWriter out, int tag) {
        out.startStruct(tag);
        out.putUnsigned(1, 500);
        out.putUnsigned(2, 300);
        out.putUnsigned(3, 4000);
        out.putUnsigned(4, 17);
        out.putUnsigned(5, 11);
        out.putUnsigned(6, 0x01030000);
        out.putUnsigned(7, 1);
        if (controller.longestOverTcp > 0) {
            out.putUnsigned(9, controller.longestOverTcp);
        }
        out.endContainer();
    }
}
