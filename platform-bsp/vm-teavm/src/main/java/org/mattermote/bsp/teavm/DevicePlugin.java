package org.mattermote.bsp.teavm;

import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/** What TeaVM finds of this module: changes in each class, and what is refused of all together. */
public final class DevicePlugin implements TeaVMPlugin {
    @Override
    public void install(TeaVMHost host) {
        host.add(new DeviceTransformer());
        host.add(new Refusals());
    }
}
