package org.mattermote.firmware.image;

import org.mattermote.bsp.common.FactoryFlaw;
import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.common.FlashDamage;
import org.mattermote.bsp.common.FlashLog;
import org.mattermote.bsp.common.Software;
import org.mattermote.bsp.natives.BoardFlash;
import org.mattermote.bsp.natives.BoardNatives;
import org.mattermote.bsp.natives.BoardNetwork;
import org.mattermote.bsp.natives.BoardSocket;
import org.mattermote.bsp.natives.BoardSystem;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

/**
 * A device on a board's natives: boots, seals, polls until it is stopped. A main class makes it,
 * and gives it the product.
 */
final class Image {
    /** Records of the store. */
    private static final int MAX_RECORDS = 128;

    private static final int HOST_NAME = 12;

    private static final int FAULT = 70;

    private static final int LONGEST_WAIT = 60_000;

    final Stack stack;
    final Ports ports;

    private final BoardSystem system = new BoardSystem();
    private final FlashLog store;

    /** With every room that products have. */
    Image(Sizes sizes) {
        this(sizes, new ResumptionRecords(sizes.resumptionRecords), MAX_RECORDS);
    }

    /**
     * A store that cannot be read leaves the device uncommissioned, and stays as it is until a
     * factory reset; without factory data the program ends with 70.
     *
     * @param resumption null for a node without
     * @param records that the store can hold
     */
    Image(Sizes sizes, ResumptionRecords resumption, int records) {
        store = new FlashLog(new BoardFlash(BoardFlash.STORE), records);
        FactoryPartition factory = new FactoryPartition(new BoardFlash(BoardFlash.FACTORY));
        if (store.open() != PortStatus.OK) {
            system.event(LogEvent.STORE_DAMAGED, store.damage(), store.damageAddress(), 0);
        }
        int flaw = factory.open();
        if (flaw != FactoryFlaw.NONE) {
            system.event(LogEvent.FACTORY_DATA_DAMAGED, flaw, 0, 0);
            BoardNatives.exit(FAULT);
        }
        ports = new Ports();
        ports.udp = new BoardSocket(BoardSocket.MATTER);
        ports.udpPort = BoardNatives.udpPort();
        byte[] name = new byte[HOST_NAME];
        ports.hostName = BoardNatives.hostName(name, HOST_NAME) == HOST_NAME ? name : null;
        ports.mdns = new BoardSocket(BoardSocket.MULTICAST_DNS);
        ports.network = new BoardNetwork();
        ports.store = store;
        ports.data = factory;
        ports.entropy = system;
        ports.clock = system;
        ports.boot = system;
        ports.log = system;
        stack = new Stack(ports, sizes, resumption, Software.BUILD_TIME);
    }

    /** The whole life of the device; it ends with {@code BoardNatives.exit}. */
    void run(App app) {
        boot(app);
        serve(app);
    }

    /** From the product to the seal; a device that cannot be sealed ends with 70. */
    void boot(App app) {
        stack.compose(app);
        if (!stack.isStoreGood() && store.damage() == FlashDamage.NONE) {
            system.event(LogEvent.STORE_DAMAGED, FlashDamage.NONE, 0, 0);
        }
        app.start();
        long now = BoardNatives.millis();
        stack.start(now);
        int status = stack.seal();
        if (status != Stack.SEALED) {
            system.event(LogEvent.NOT_SEALED, status, 0, 0);
            BoardNatives.exit(FAULT);
        }
        BoardNatives.seal();
    }

    /** From the first poll to the end of the program. */
    void serve(App app) {
        long now = BoardNatives.millis();
        stack.poll(now);
        BoardNatives.ready(stack.fabricCount());
        int event = 0;
        while ((event & BoardNatives.STOP) == 0 && system.asked() == BoardSystem.NOTHING) {
            now = BoardNatives.millis();
            if ((event & BoardNatives.BUTTON) != 0) {
                app.button(now);
            }
            event = BoardNatives.waitEvent(millisUntil(stack.poll(now)));
            if ((event & BoardNatives.STATUS) != 0) {
                Figures.tell(stack, BoardNatives.millis());
            }
        }
        stack.stop(BoardNatives.millis());
        int how = (event & BoardNatives.STOP) != 0 ? BoardSystem.NOTHING : system.asked();
        if (how == BoardSystem.FACTORY_RESET) {
            store.erase();
        }
        BoardNatives.exit(how);
    }

    private static int millisUntil(long next) {
        long wait = next - BoardNatives.millis();
        return (int) Math.max(0, Math.min(wait, LONGEST_WAIT));
    }
}
