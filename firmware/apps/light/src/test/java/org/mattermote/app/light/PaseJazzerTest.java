package org.mattermote.app.light;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.sim.PaseInitiator;
import org.mattermote.stack.sim.SimController;

/** PASE with an open window, before PBKDFParamRequest, Pake1 and Pake3. */
class PaseJazzerTest {
    private static final HandshakeInputs INPUTS = new HandshakeInputs();

    static {
        for (int opcode :
                new int[] {
                    SecureChannelOpcode.PBKDF_PARAM_REQUEST,
                    SecureChannelOpcode.PAKE1,
                    SecureChannelOpcode.PAKE3
                }) {
            FuzzDevice device = new FuzzDevice();
            SimController by = device.admin.controller;
            INPUTS.add(device, by, new PaseInitiator(by, MemoryFactory.PASSCODE), opcode, null);
        }
    }

    static List<byte[]> seeds() {
        return Kept.with(PaseJazzerTest.class, INPUTS.seeds());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAskForProof(byte[] data) {
        INPUTS.run(data);
    }
}
