package org.mattermote.stack;

import org.mattermote.stack.cluster.CommissioningLink;
import org.mattermote.stack.commission.CommissioningChannel;
import org.mattermote.stack.commission.CommissioningWindows;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.ble.BlePeripheral;
import org.mattermote.stack.transport.btp.Btp;

/**
 * Commissioning over BLE: the host of a controller and BTP over it; there is one in a device that
 * has a controller.
 */
final class BleRoom implements CommissioningChannel, CommissioningLink {
    private static final long NEVER = Long.MAX_VALUE;

    private static final byte READY = 1;
    private static final byte GONE = 2;

    /** How long the last answer may take. */
    private static final int RELEASE_MILLIS = 4000;

    private final BlePeripheral peripheral;
    private final Btp btp;
    private final ExchangeRoom exchange;
    private final Drbg drbg;
    private final DeviceDataPort data;
    private final LogPort log;
    private final PeerAddress address = new PeerAddress();
    private CommissioningWindows windows;
    private long openUntil;
    private int openDiscriminator;

    /** Number of the connection that is known to be there; 0 for none. */
    private int connection;

    /** What was told of the controller: READY or GONE; 0 for nothing. */
    private byte told;

    /** When it is given up for the operational network, whatever waits. */
    private long releaseBy = NEVER;

    BleRoom(
            BleController controller,
            Sizes sizes,
            Ports ports,
            CryptoRoom crypto,
            FabricRoom fabric,
            ExchangeRoom exchange) {
        this.exchange = exchange;
        drbg = crypto.drbg;
        data = ports.data;
        log = ports.log;
        peripheral = new BlePeripheral(controller, fabric.scratch);
        btp = new Btp(exchange.outbox.store(), fabric.scratch, sizes.btpWindow, sizes.btpMessages);
        btp.setLink(peripheral);
        peripheral.setHandler(btp);
        exchange.outbox.setConnections(btp);
        exchange.dispatch.setConnections(btp);
    }

    /** What messages go over. */
    ReliableTransport transport() {
        return btp;
    }

    void complete(CommissioningWindows windows) {
        this.windows = windows;
        windows.setChannel(this);
    }

    @Override
    public void open(int discriminator, long untilMillis, long nowMillis) {
        if (untilMillis != openUntil || discriminator != openDiscriminator) {
            openUntil = untilMillis;
            openDiscriminator = discriminator;
            peripheral.open(
                    discriminator,
                    data.vendorId(),
                    data.productId(),
                    untilMillis,
                    drbg.nextLong(),
                    nowMillis);
        }
    }

    @Override
    public void close(long nowMillis) {
        openUntil = 0;
        peripheral.close(nowMillis);
    }

    @Override
    public boolean isOpen() {
        return btp.connection() != 0;
    }

    @Override
    public void release(long nowMillis) {
        releaseBy = nowMillis + RELEASE_MILLIS;
    }

    /**
     * Takes what came in; before the messages are taken.
     *
     * @return when to poll again at the latest
     */
    long receive(long nowMillis) {
        long next = peripheral.poll(nowMillis);
        tellController();
        int was = connection;
        connection = btp.connection();
        if (was != connection) {
            ended(was, nowMillis);
            if (connection != 0) {
                log.event(LogEvent.BLE_CONNECTION, connection, 1, 0);
            }
        }
        return next;
    }

    /** Whoever waits to be found must know that nobody can. */
    private void tellController() {
        if (told != GONE && peripheral.isResting()) {
            told = GONE;
            log.event(LogEvent.BLE_CONTROLLER, 0, 0, 0);
        } else if (told != READY && peripheral.isAdvertising()) {
            told = READY;
            log.event(LogEvent.BLE_CONTROLLER, 1, 0, 0);
        }
    }

    private void ended(int number, long nowMillis) {
        if (number != 0) {
            log.event(LogEvent.BLE_CONNECTION, number, 0, 0);
            address.setConnection(number);
            windows.connectionClosed(address, nowMillis);
            exchange.unsecuredSessions.connectionClosed(address);
        }
    }

    /**
     * Sends what the others wrote.
     *
     * @return when to poll again at the latest
     */
    long send(long nowMillis) {
        if (releaseBy != NEVER && (btp.isThrough() || nowMillis >= releaseBy)) {
            releaseBy = NEVER;
            close(nowMillis);
        }
        long next = Math.min(btp.poll(nowMillis), peripheral.deadline(nowMillis));
        next = Math.min(next, releaseBy);
        return btp.connection() == connection ? next : nowMillis;
    }
}
