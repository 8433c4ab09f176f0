package org.mattermote.firmware.boot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code mote run} as they were typed. */
@Command(name = "mote run", description = "Starts a device.", sortOptions = false)
final class RunCommand {
    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Apps.Names.class)
    String app = RunOptions.DEFAULT_APP;

    @Option(names = "--board", paramLabel = "NAME", description = "jvm")
    String board = RunOptions.DEFAULT_BOARD;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "the folder that keeps everything; default ~/.mattermote/<app>")
    String storage;

    @Option(names = "--passcode", paramLabel = "N", description = "default 20202021")
    String passcode;

    @Option(names = "--discriminator", paramLabel = "N", description = "0 to 4095, default 3840")
    String discriminator;

    @Option(names = "--vendor-id", paramLabel = "N", description = "default 0xFFF1")
    String vendorId;

    @Option(names = "--product-id", paramLabel = "N", description = "default 0x8000")
    String productId;

    @Option(
            names = "--factory-data",
            paramLabel = "FILE",
            description =
                    "made by mote factory-data: ids, discriminator and all that a factory gives;"
                            + " with the passcode of FILE.label or --passcode")
    String factoryData;

    @Option(names = "--port", paramLabel = "N", description = "UDP port, default 5540")
    String port = Integer.toString(RunOptions.DEFAULT_PORT);

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description =
                    "the one network interface to use, and the port on its addresses only; default all")
    String interfaceName;

    @Option(names = "--no-ble", description = "without Bluetooth, whatever --hci says")
    boolean noBle;

    @Option(
            names = "--hci",
            paramLabel = "SPEC",
            description =
                    "the BLE controller to be commissioned over: tcp:HOST:PORT, serial:PATH:BAUD or"
                            + " user-channel:hciN; default none")
    String hci;

    @Option(
            names = "--tcp",
            description =
                    "peers may come over TCP too, at the same port; for messages longer than a"
                            + " datagram")
    boolean tcp;

    @Option(
            names = "--virtual-radio",
            paramLabel = "SPEC",
            description =
                    "a virtual Wi-Fi or Thread in place of Ethernet, to be given over BLE:"
                            + " wifi:SSID:PASSWORD or thread:DATASET (hexadecimal); before it"
                            + " alone- for a radio that cannot keep BLE while it joins")
    String radio;

    @Option(
            names = "--media",
            paramLabel = "COMMAND",
            description =
                    "for app camera: runs its media processor, to which its standard input and"
                            + " output are the wire; none for none; default one of aiortc, with"
                            + " moving stripes")
    String media;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "keeps all that comes in and goes out, for mote replay; holds the keys")
    String record;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this page")
    boolean help;
}
