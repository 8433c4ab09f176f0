package org.mattermote.firmware.boot;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code mote factory-data} as they were typed; null where they were not. */
@Command(
        name = "mote factory-data",
        description = "Makes the factory-data partition of one device.",
        sortOptions = false)
final class FactoryDataCommand {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "the partition, for its owner's eyes only; beside it FILE.label, what is"
                            + " printed on the device")
    String out;

    @Option(
            names = "--dac",
            paramLabel = "FILE",
            description =
                    "device attestation certificate, PEM or DER; without any of these four the"
                            + " published test certificates of 0xFFF1 and 0x8000")
    String dac;

    @Option(
            names = "--dac-key",
            paramLabel = "FILE",
            description =
                    "its private key: PEM or DER of SEC 1 or PKCS 8, or 64 hexadecimal digits")
    String dacKey;

    @Option(names = "--pai", paramLabel = "FILE", description = "who signed it, PEM or DER")
    String pai;

    @Option(names = "--cd", paramLabel = "FILE", description = "certification declaration, CMS")
    String cd;

    @Option(
            names = "--vendor-id",
            paramLabel = "N",
            description = "default: that of the certification declaration")
    String vendorId;

    @Option(
            names = "--product-id",
            paramLabel = "N",
            description = "default: that of the device attestation certificate")
    String productId;

    @Option(names = "--passcode", paramLabel = "N", description = "default: a random one")
    String passcode;

    @Option(
            names = "--discriminator",
            paramLabel = "N",
            description = "0 to 4095, default: a random one")
    String discriminator;

    @Option(
            names = "--ble",
            description = "the product is found over BLE too, and the label's QR code says so")
    boolean ble;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "of the passcode's verifier, 1000 to 100000")
    String iterations = "10000";

    @Option(
            names = "--salt",
            paramLabel = "HEX",
            description = "of the passcode's verifier, 16 to 32 bytes; default: random")
    String salt;

    @Option(names = "--vendor-name", paramLabel = "TEXT", description = "1 to 32 bytes of UTF-8")
    String vendorName = "Mattermote";

    @Option(names = "--product-name", paramLabel = "TEXT", description = "1 to 32 bytes of UTF-8")
    String productName = "Mattermote";

    @Option(names = "--serial-number", paramLabel = "TEXT", description = "1 to 32 bytes of UTF-8")
    String serialNumber;

    @Option(
            names = "--unique-id",
            paramLabel = "TEXT",
            description = "1 to 32 bytes of UTF-8; default: random")
    String uniqueId;

    @Option(names = "--hardware-version", paramLabel = "N", description = "0 to 65535")
    String hardwareVersion = "1";

    @Option(
            names = "--hardware-version-string",
            paramLabel = "TEXT",
            description = "1 to 64 bytes of UTF-8; default: the number")
    String hardwareVersionString;

    @Option(
            names = "--manufacturing-date",
            paramLabel = "YYYYMMDD",
            description = "and up to 8 characters more")
    String manufacturingDate;

    @Option(names = "--part-number", paramLabel = "TEXT", description = "1 to 32 bytes of UTF-8")
    String partNumber;

    @Option(
            names = "--product-url",
            paramLabel = "URL",
            description = "http or https, 1 to 256 bytes")
    String productUrl;

    @Option(names = "--product-label", paramLabel = "TEXT", description = "1 to 64 bytes of UTF-8")
    String productLabel;

    @Option(
            names = "--enable-key",
            paramLabel = "HEX",
            description = "of the test event triggers, 16 bytes, not all zero; default: none")
    String enableKey;

    @Option(
            names = "--fixed-label",
            paramLabel = "ENDPOINT:LABEL=VALUE",
            description = "label and value of at most 16 bytes each; as often as there are labels")
    List<String> fixedLabels = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this page")
    boolean help;
}
