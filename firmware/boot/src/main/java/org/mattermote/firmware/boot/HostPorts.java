package org.mattermote.firmware.boot;

import java.io.PrintStream;
import java.util.Locale;
import org.mattermote.bsp.host.ConsoleLog;
import org.mattermote.bsp.host.FactoryData;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.HostNetwork;
import org.mattermote.bsp.host.MulticastDnsSocket;
import org.mattermote.bsp.host.StatusSocket;
import org.mattermote.bsp.host.Storage;
import org.mattermote.bsp.host.SystemEntropy;
import org.mattermote.bsp.host.UdpSocket;

/** The ports of one device on this machine, open. */
public final class HostPorts implements AutoCloseable {
    public final HostClock clock = new HostClock();
    public final SystemEntropy entropy = new SystemEntropy();
    public final ConsoleLog log;
    public final HostBoot boot;
    public final HostNetwork network;
    public final Storage storage;
    public final FactoryData factoryData;
    public final UdpSocket matter;
    public final MulticastDnsSocket multicastDns;

    /** Null where it could not be opened. */
    final StatusSocket status;

    private HostPorts(
            ConsoleLog log,
            HostBoot boot,
            HostNetwork network,
            Storage storage,
            FactoryData factoryData,
            UdpSocket matter,
            MulticastDnsSocket multicastDns,
            StatusSocket status) {
        this.log = log;
        this.boot = boot;
        this.network = network;
        this.storage = storage;
        this.factoryData = factoryData;
        this.matter = matter;
        this.multicastDns = multicastDns;
        this.status = status;
    }

    /** Opens all or none. */
    static HostPorts open(RunOptions options, int bootReason, PrintStream out)
            throws HostException {
        HostNetwork network = HostNetwork.open(options.interfaceName());
        Storage storage = Storage.open(options.storage());
        UdpSocket matter = null;
        try {
            FactoryData factoryData =
                    new FactoryData(
                            options.vendorId(),
                            options.productId(),
                            options.passcode(),
                            options.discriminator(),
                            productName(options.app()),
                            storage.properties());
            matter = UdpSocket.open(options.port());
            MulticastDnsSocket multicastDns = MulticastDnsSocket.open(network);
            network.attach(matter, multicastDns);
            ConsoleLog log = new ConsoleLog(out);
            network.tells(log::line);
            return new HostPorts(
                    log,
                    new HostBoot(bootReason),
                    network,
                    storage,
                    factoryData,
                    matter,
                    multicastDns,
                    status(options, log));
        } catch (HostException e) {
            if (matter != null) {
                matter.close();
            }
            storage.close();
            throw e;
        }
    }

    private static StatusSocket status(RunOptions options, ConsoleLog log) {
        try {
            return StatusSocket.open(options.storage());
        } catch (HostException e) {
            log.line(e.getMessage());
            return null;
        }
    }

    private static String productName(String app) {
        return "Mattermote " + app.substring(0, 1).toUpperCase(Locale.ROOT) + app.substring(1);
    }

    @Override
    public void close() {
        if (status != null) {
            status.close();
        }
        multicastDns.close();
        matter.close();
        storage.close();
    }
}
