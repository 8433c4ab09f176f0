package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.EthernetNetworkDiagnosticsSpec;
import org.mattermote.stack.port.NetworkPort;

/**
 * Ethernet Network Diagnostics (Matter core 11.16) of the first interface of the port. Counts begin
 * at 0 with the boot, wherever the link's own stand. The features PacketCounts and ErrorCounts are
 * there where the link could tell at boot, and there are then at least as many interfaces as one.
 */
public final class EthernetNetworkDiagnosticsCluster extends Cluster {
    private static final int[] ALL = {
        EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE,
        EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX,
        EthernetNetworkDiagnosticsSpec.ATTR_PACKET_RX_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_PACKET_TX_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_TX_ERR_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_COLLISION_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_OVERRUN_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT,
        EthernetNetworkDiagnosticsSpec.ATTR_TIME_SINCE_RESET,
    };

    private static final int[] PACKETS = {
        EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE,
        EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX,
        EthernetNetworkDiagnosticsSpec.ATTR_PACKET_RX_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_PACKET_TX_COUNT,
        EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT,
        EthernetNetworkDiagnosticsSpec.ATTR_TIME_SINCE_RESET,
    };

    private static final int[] NO_COUNTS = {
        EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE,
        EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX,
        EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT,
        EthernetNetworkDiagnosticsSpec.ATTR_TIME_SINCE_RESET,
    };

    private static final int[] COMMANDS = {EthernetNetworkDiagnosticsSpec.CMD_RESET_COUNTS};

    /** Mbit/s by PHYRateEnum. */
    private static final int[] RATES = {
        10, 100, 1000, 2500, 5000, 10000, 40000, 100000, 200000, 400000
    };

    private static final int FIRST_COUNT = EthernetNetworkDiagnosticsSpec.ATTR_PACKET_RX_COUNT;
    private static final int COUNTS = 5;
    private static final int MINUTE_MILLIS = 60000;

    private final NetworkPort network;

    /** The link's counts when ours were 0, in the order of the LINK constants. */
    private final long[] origins = new long[COUNTS];

    private int generation;
    private int interfaceIndex;
    private long resetMillis;

    public EthernetNetworkDiagnosticsCluster(NetworkPort network) {
        super(
                new EthernetNetworkDiagnosticsSpec(),
                features(network),
                attributes(features(network)),
                features(network) == 0 ? null : COMMANDS);
        this.network = network;
        generation = network.generation();
        interfaceIndex = index();
        reset();
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE:
                putRate(in.tag, link(NetworkPort.LINK_SPEED), out);
                return ImStatus.SUCCESS;
            case EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX:
                putBool(in.tag, link(NetworkPort.LINK_FULL_DUPLEX), out);
                return ImStatus.SUCCESS;
            case EthernetNetworkDiagnosticsSpec.ATTR_PACKET_RX_COUNT:
            case EthernetNetworkDiagnosticsSpec.ATTR_PACKET_TX_COUNT:
            case EthernetNetworkDiagnosticsSpec.ATTR_TX_ERR_COUNT:
            case EthernetNetworkDiagnosticsSpec.ATTR_COLLISION_COUNT:
            case EthernetNetworkDiagnosticsSpec.ATTR_OVERRUN_COUNT:
                out.putUnsigned(in.tag, count(attribute - FIRST_COUNT));
                return ImStatus.SUCCESS;
            case EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT:
                putBool(in.tag, link(NetworkPort.LINK_CARRIER), out);
                return ImStatus.SUCCESS;
            case EthernetNetworkDiagnosticsSpec.ATTR_TIME_SINCE_RESET:
                out.putUnsigned(in.tag, (in.nowMillis - resetMillis) / MINUTE_MILLIS);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        if (command != EthernetNetworkDiagnosticsSpec.CMD_RESET_COUNTS) {
            return ImStatus.UNSUPPORTED_COMMAND;
        }
        reset();
        for (int i = 0; i < COUNTS; i++) {
            changed(FIRST_COUNT + i);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public long poll(long nowMillis) {
        if (network.generation() != generation) {
            generation = network.generation();
            changed(EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE);
            changed(EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX);
            changed(EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT);
            if (index() != interfaceIndex) {
                interfaceIndex = index();
                resetMillis = nowMillis;
            }
        }
        return NEVER;
    }

    private int index() {
        return network.interfaceCount() == 0 ? 0 : network.interfaceIndex(0);
    }

    private long link(int what) {
        return link(network, what);
    }

    private static long link(NetworkPort network, int what) {
        return network.interfaceCount() == 0 ? -1 : network.link(0, what);
    }

    /** A link that came anew counts from 0, and so do we. */
    private long count(int what) {
        long now = Math.max(link(what), 0);
        if (now < origins[what]) {
            origins[what] = 0;
        }
        return now - origins[what];
    }

    private void reset() {
        for (int i = 0; i < COUNTS; i++) {
            origins[i] = Math.max(link(i), 0);
        }
    }

    private static void putRate(int tag, long speed, TlvWriter out) {
        for (int i = 0; i < RATES.length; i++) {
            if (RATES[i] == speed) {
                out.putUnsigned(tag, i);
                return;
            }
        }
        out.putNull(tag);
    }

    private static void putBool(int tag, long value, TlvWriter out) {
        if (value < 0) {
            out.putNull(tag);
        } else {
            out.putBool(tag, value != 0);
        }
    }

    private static int features(NetworkPort network) {
        int features = 0;
        if (link(network, NetworkPort.LINK_RX_PACKETS) >= 0
                && link(network, NetworkPort.LINK_TX_PACKETS) >= 0) {
            features = EthernetNetworkDiagnosticsSpec.FEATURE_PACKET_COUNTS;
            if (link(network, NetworkPort.LINK_TX_ERRORS) >= 0
                    && link(network, NetworkPort.LINK_COLLISIONS) >= 0
                    && link(network, NetworkPort.LINK_OVERRUNS) >= 0) {
                features |= EthernetNetworkDiagnosticsSpec.FEATURE_ERROR_COUNTS;
            }
        }
        return features;
    }

    private static int[] attributes(int features) {
        if (features == 0) {
            return NO_COUNTS;
        }
        return (features & EthernetNetworkDiagnosticsSpec.FEATURE_ERROR_COUNTS) == 0
                ? PACKETS
                : ALL;
    }
}
