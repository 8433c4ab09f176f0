package org.mattermote.firmware.image;

import org.mattermote.bsp.common.H4;
import org.mattermote.bsp.natives.BoardHci;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.codec.SetupPayload;
import org.mattermote.stack.port.DeviceDataPort;

/**
 * What sizes are compared with: no product, but the composition other stacks publish their figures
 * of, no more and no less, with tables as large as theirs.
 */
public final class CoreImage {
    /** The published test passcode, of which the partition holds the verifier only. */
    private static final int PASSCODE = 20202021;

    /** In the store: 11 of each fabric, 10 of the node and its endpoint, and some to spare. */
    private static final int RECORDS = 80;

    private static final int PACKET_BYTES = 1583;
    private static final int SESSIONS = 16;
    private static final int EXCHANGES_A_SESSION = 5;

    private CoreImage() {}

    public static void main(String[] args) {
        Image image = boot();
        image.run(new CoreApp(image.stack, image.ports));
    }

    /** What it shares with those of {@link CoreRoomApp}: all but the product. */
    static Image boot() {
        Image image = bootWithoutBle();
        image.stack.ble(new H4(new BoardHci(), H4.LONGEST));
        return image;
    }

    /** The same, less what BLE costs. */
    static Image bootWithoutBle() {
        Image image = new Image(sizes(), null, RECORDS);
        printCodes(image.ports.data);
        return image;
    }

    /** Fabrics, access control and subscriptions have the defaults: 5, 4 a fabric, 15. */
    private static Sizes sizes() {
        Sizes sizes = new Sizes();
        sizes.secureSessions = SESSIONS;
        sizes.exchanges = SESSIONS * EXCHANGES_A_SESSION;
        // Of ten packet buffers one receives and one is multicast DNS's, in the working memory.
        sizes.packets = 8;
        sizes.packetBytes = PACKET_BYTES;
        sizes.receiveBuffer = PACKET_BYTES;
        sizes.shortPackets = 0;
        sizes.storageBuffer = 4096;
        sizes.resumptionRecords = 0;
        sizes.caseContexts = 3;
        sizes.unsecuredSessions = 5;
        sizes.eventBytes = 1024;
        // The IPK's key set and the least that the clusters of groups can be made with.
        sizes.groupKeySets = 1;
        sizes.groups = 1;
        sizes.endpointsPerGroup = 1;
        sizes.interfaces = 1;
        // What the specification asks for.
        sizes.interaction.furtherReadPaths = 0;
        sizes.interaction.pathsPerSubscription = 3;
        return sizes;
    }

    private static void printCodes(DeviceDataPort data) {
        SetupPayload payload = new SetupPayload(SetupPayload.PACKED_LENGTH);
        payload.vendorId = data.vendorId();
        payload.productId = data.productId();
        payload.discriminator = data.discriminator();
        payload.discoveryCapabilities =
                SetupPayload.CAPABILITY_ON_NETWORK | SetupPayload.CAPABILITY_BLE;
        payload.passcode = PASSCODE;
        byte[] line = new byte[SetupPayload.QR_LENGTH + 1];
        print(line, payload.qr(line, 0));
        print(line, payload.manualCode(line, 0));
    }

    private static void print(byte[] line, int length) {
        line[length] = '\n';
        ConsoleNatives.write(line, length + 1);
    }
}
