package org.mattermote.firmware.boot;

import java.util.Random;
import org.mattermote.bsp.common.FactoryItem;
import org.mattermote.bsp.common.Software;
import org.mattermote.bsp.host.FactoryData;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.bsp.host.FactoryImage;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.QuietPorts;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/** Any app of the table, whole and sealed, over any store, on a simulated network. */
final class AppNode implements SimNode {
    static final int PASSCODE = 20202021;
    static final int DISCRIMINATOR = 3840;

    /** The test attestation with a passcode's verifier, as a factory would give it. */
    static final FactoryFile FACTORY_DATA = factoryData();

    final Stack stack;
    final App app;

    AppNode(String name, SimPort port, KeyValueStore store, LogPort log, long seed, long now) {
        this(name, port, store, FACTORY_DATA, log, seed, now);
    }

    AppNode(
            String name,
            SimPort port,
            KeyValueStore store,
            DeviceDataPort data,
            LogPort log,
            long seed,
            long now) {
        Ports ports = QuietPorts.of(store, log);
        ports.udp = port;
        ports.udpPort = port.address.port;
        ports.data = data;
        ports.clock = () -> -1;
        Random entropy = new Random(seed);
        ports.entropy =
                (out, offset, length) -> {
                    for (int i = 0; i < length; i++) {
                        out[offset + i] = (byte) entropy.nextInt();
                    }
                    return PortStatus.OK;
                };
        stack = new Stack(ports, new Sizes(), Software.BUILD_TIME);
        app = Apps.compose(name, stack, ports);
        app.start();
        stack.start(now);
        if (stack.seal() != Stack.SEALED) {
            throw new IllegalStateException("status " + stack.seal());
        }
    }

    private static FactoryFile factoryData() {
        FactoryImage image = new FactoryImage();
        image.addU16(FactoryItem.VENDOR_ID, FactoryData.DEFAULT_VENDOR_ID);
        image.addU16(FactoryItem.PRODUCT_ID, FactoryData.DEFAULT_PRODUCT_ID);
        image.addU16(FactoryItem.DISCRIMINATOR, DISCRIMINATOR);
        image.addU16(FactoryItem.HARDWARE_VERSION, 1);
        image.addVerifier(PASSCODE, "SPAKE2P Key Salt".getBytes(), 1000);
        image.add(FactoryItem.DAC, FactoryData.published("dac.der"));
        image.add(FactoryItem.PAI, FactoryData.published("pai.der"));
        image.add(FactoryItem.CERTIFICATION_DECLARATION, FactoryData.published("cd.der"));
        image.add(FactoryItem.ATTESTATION_KEY, attestationKey());
        image.addText(DeviceDataPort.TEXT_VENDOR_NAME, "Maker");
        image.addText(DeviceDataPort.TEXT_PRODUCT_NAME, "Product");
        image.addText(DeviceDataPort.TEXT_SERIAL_NUMBER, "S-1");
        image.addText(DeviceDataPort.TEXT_UNIQUE_ID, "U-1");
        image.addText(DeviceDataPort.TEXT_HARDWARE_VERSION, "1");
        image.addFixedLabel(1, "room", "hall");
        try {
            return FactoryFile.of(image.bytes(), "test");
        } catch (HostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The private key of the published attestation certificate. */
    static byte[] attestationKey() {
        String hex = new String(FactoryData.published("dac.key")).strip();
        return java.util.HexFormat.of().parseHex(hex);
    }

    @Override
    public long poll(long now) {
        return stack.poll(now);
    }
}
