package org.mattermote.stack.commission;

import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.transport.dnssd.CommissionableService;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.dnssd.MdnsResponder;
import org.mattermote.stack.transport.dnssd.OperationalService;
import org.mattermote.stack.transport.dnssd.Service;

/**
 * Tells the network where the node is (Matter core 4.3): commissionable while a window is open,
 * operational once for each fabric.
 */
public final class Advertiser implements FabricListener {
    private final MdnsResponder responder;
    private final FabricTable fabrics;
    private final Drbg drbg;
    private final int port;
    private final CommonText common;
    private final CommissionableService commissionable = new CommissionableService();
    private final Service[] operational;
    private final int[] fabricIndices;
    private Service window;

    /**
     * @param port UDP port of the Matter socket
     * @param deviceType primary device type, for the {@code _T} sub-type
     * @param common session parameters as TXT keys
     */
    public Advertiser(
            MdnsResponder responder,
            FabricTable fabrics,
            Drbg drbg,
            int port,
            DeviceDataPort data,
            int deviceType,
            CommonText common) {
        this.responder = responder;
        this.fabrics = fabrics;
        this.drbg = drbg;
        this.port = port;
        this.common = common;
        operational = new Service[fabrics.capacity()];
        fabricIndices = new int[fabrics.capacity()];
        commissionable.vendorId = data.vendorId();
        commissionable.productId = data.productId();
        commissionable.deviceType = deviceType;
        copyText();
    }

    private void copyText() {
        commissionable.common.sessionIdleInterval = common.sessionIdleInterval;
        commissionable.common.sessionActiveInterval = common.sessionActiveInterval;
        commissionable.common.sessionActiveThreshold = common.sessionActiveThreshold;
        commissionable.common.icd = common.icd;
    }

    /** What the node says of itself has changed: it says so to everybody. */
    public void textChanged(long nowMillis) {
        copyText();
        for (int i = 0; i < operational.length; i++) {
            Fabric fabric = operational[i] == null ? null : fabrics.find(fabricIndices[i]);
            if (fabric != null) {
                publish(fabric, nowMillis);
            }
        }
        if (window != null) {
            openWindow(commissionable.commissioningMode, commissionable.discriminator, nowMillis);
        }
    }

    /** Announces the node in every fabric it has; the last thing of a boot. */
    public void start(long nowMillis) {
        for (int i = 0; i < fabrics.capacity(); i++) {
            if (fabrics.at(i).isTaken()) {
                publish(fabrics.at(i), nowMillis);
            }
        }
    }

    /**
     * Announces a commissioning window, under a new random instance name.
     *
     * @param mode MODE_BASIC or MODE_ENHANCED of {@link CommissionableService}
     */
    void openWindow(int mode, int discriminator, long nowMillis) {
        closeWindow(nowMillis);
        window = responder.takeCommissionable();
        if (window != null) {
            commissionable.commissioningMode = mode;
            commissionable.discriminator = discriminator;
            commissionable.fill(window, drbg.nextLong(), port);
            responder.publish(window, nowMillis);
        }
    }

    void closeWindow(long nowMillis) {
        if (window != null) {
            responder.withdraw(window, nowMillis);
            window = null;
        }
    }

    /** Says goodbye to everything: a clean stop. */
    public void stop(long nowMillis) {
        responder.withdrawAll(nowMillis);
        window = null;
        for (int i = 0; i < operational.length; i++) {
            operational[i] = null;
        }
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {
        publish(fabric, now);
    }

    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        withdraw(fabric.fabricIndex, now);
        publish(fabric, now);
    }

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        withdraw(fabricIndex, now);
    }

    private void publish(Fabric fabric, long nowMillis) {
        int at = find(fabric.fabricIndex);
        if (at < 0) {
            at = findFree();
        }
        if (at < 0) {
            return;
        }
        if (operational[at] == null) {
            operational[at] = responder.takeOperational();
            fabricIndices[at] = fabric.fabricIndex;
        }
        if (operational[at] != null) {
            OperationalService.fill(
                    operational[at],
                    Bytes.u64be(fabric.compressedFabricId, 0),
                    fabric.nodeId,
                    port,
                    common);
            responder.publish(operational[at], nowMillis);
        }
    }

    private void withdraw(int fabricIndex, long nowMillis) {
        int at = find(fabricIndex);
        if (at >= 0) {
            responder.withdraw(operational[at], nowMillis);
            operational[at] = null;
        }
    }

    private int find(int fabricIndex) {
        for (int i = 0; i < operational.length; i++) {
            if (operational[i] != null && fabricIndices[i] == fabricIndex) {
                return i;
            }
        }
        return -1;
    }

    private int findFree() {
        for (int i = 0; i < operational.length; i++) {
            if (operational[i] == null) {
                return i;
            }
        }
        return -1;
    }
}
