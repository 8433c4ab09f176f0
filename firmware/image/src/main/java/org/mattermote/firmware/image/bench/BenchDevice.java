package org.mattermote.firmware.image.bench;

import org.mattermote.app.light.LightApp;
import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.common.Flash;
import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;

/**
 * The light on ports of memory. The same inputs at the same times give the same packets, on a JVM
 * and in every image.
 */
public final class BenchDevice {
    private static final int PORT = 5540;
    private static final int MAX_RECORDS = 128;
    private static final int STORE_PAGES = 8;
    private static final int PAGE_SIZE = 2048;
    private static final long BUILD_TIME = 600_000_000L;

    public final Stack stack;
    public final LightApp app;
    public final BenchSocket udp;

    /** False when it could not boot. */
    public final boolean sealed;

    /**
     * @param factory factory data
     * @param udp the Matter port
     */
    public BenchDevice(Flash factory, BenchSocket udp) {
        this.udp = udp;
        FlashLog store = new FlashLog(new BenchFlash(STORE_PAGES, PAGE_SIZE), MAX_RECORDS);
        FactoryPartition data = new FactoryPartition(factory);
        boolean open = store.open() == 0 && data.open() == 0;
        BenchSystem system = new BenchSystem();
        Ports ports = new Ports();
        ports.udp = udp;
        ports.udpPort = PORT;
        ports.mdns = new BenchSocket();
        ports.network = system;
        ports.store = store;
        ports.data = data;
        ports.entropy = system;
        ports.clock = system;
        ports.boot = system;
        ports.log = system;
        stack = new Stack(ports, new Sizes(), BUILD_TIME);
        app = new LightApp(stack, ports);
        stack.compose(app);
        app.start();
        stack.start(0);
        sealed = open && stack.seal() == Stack.SEALED;
    }
}
