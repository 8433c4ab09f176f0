package org.mattermote.firmware.image;

import org.mattermote.app.light.LightHook;
import org.mattermote.bsp.natives.LampNatives;
import org.mattermote.stack.port.LogPort;

/** The lamp of a board that has one. */
final class Lamp extends LightHook {
    Lamp(LogPort log) {
        super(log);
    }

    @Override
    public void onOff(int endpoint, boolean on) {
        super.onOff(endpoint, on);
        LampNatives.set(on ? 1 : 0);
    }
}
