package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.mattermote.bsp.testkit.KeyValueStoreContract;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

class FlashLogContractTest extends KeyValueStoreContract {
    private PowerCutFlash flash;

    @Override
    protected KeyValueStore emptyStore() {
        flash = new PowerCutFlash(10, 2048);
        return restarted();
    }

    @Override
    protected KeyValueStore restarted() {
        FlashLog log = new FlashLog(flash, 16);
        assertEquals(PortStatus.OK, log.open());
        return log;
    }
}
