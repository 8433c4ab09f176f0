package org.mattermote.firmware.boot;

import org.mattermote.bsp.common.Software;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;

/** Gives a stack the ports of this machine. */
final class Wiring {
    private Wiring() {}

    static Ports ports(HostPorts host) {
        Ports ports = new Ports();
        ports.udp = host.matter;
        ports.udpPort = host.matterPort;
        ports.mdns = host.multicastDns;
        ports.hostName = host.storage.properties().hostName();
        ports.network = host.network;
        ports.store = host.storage.store();
        ports.data = host.factoryData;
        ports.entropy = host.entropy;
        ports.clock = host.clock;
        ports.boot = host.boot;
        ports.log = host.log;
        return ports;
    }

    static Stack stack(Ports ports) {
        return stack(ports, new Sizes());
    }

    static Stack stack(Ports ports, Sizes sizes) {
        return new Stack(ports, sizes, Software.BUILD_TIME);
    }
}
