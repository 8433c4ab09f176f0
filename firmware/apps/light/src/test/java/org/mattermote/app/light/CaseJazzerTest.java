package org.mattermote.app.light;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.sim.SimCaseInitiator;
import org.mattermote.stack.sim.SimController;

/** CASE with a commissioned light: before Sigma1, one that resumes, and Sigma3. */
class CaseJazzerTest {
    private static final HandshakeInputs INPUTS = new HandshakeInputs();

    static {
        FuzzDevice device = new FuzzDevice();
        device.admin.commission(MemoryFactory.PASSCODE);
        device.quiet();
        SimController by = device.admin.controller;
        INPUTS.add(device, by, initiator(device), SecureChannelOpcode.SIGMA1, null);
        SimCaseInitiator resuming = initiator(device);
        resuming.earlier = by.session;
        INPUTS.add(device, by, resuming, SecureChannelOpcode.SIGMA1, null);
        byte[][] tbe = new byte[1][];
        SimCaseInitiator full = initiator(device);
        full.spoilTbe =
                bytes -> {
                    tbe[0] = bytes;
                    return bytes;
                };
        INPUTS.add(device, by, full, SecureChannelOpcode.SIGMA3, tbe);
    }

    private static SimCaseInitiator initiator(FuzzDevice device) {
        return new SimCaseInitiator(
                device.admin.controller, device.admin.own, device.admin.deviceNodeId);
    }

    static List<byte[]> seeds() {
        return Kept.with(CaseJazzerTest.class, INPUTS.seeds());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAskForProof(byte[] data) {
        INPUTS.run(data);
    }
}
