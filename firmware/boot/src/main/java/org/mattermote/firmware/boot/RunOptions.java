package org.mattermote.firmware.boot;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mattermote.bsp.host.FactoryData;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.hci.HciSpec;
import org.mattermote.stack.codec.SetupPayload;

/**
 * What a run was asked for, checked.
 *
 * @param passcode or {@link FactoryLabel#UNKNOWN}
 * @param factoryData what a factory gave the device, or null for what one on this machine has
 * @param interfaceName the one network interface to use, or null for all
 * @param hci the BLE controller to use, or null for none
 * @param tcp whether peers may come over TCP too
 * @param radio the virtual radio in place of Ethernet, or null for Ethernet
 * @param media what runs the media processor, or null for none
 * @param record the file to record in, or null
 */
public record RunOptions(
        String app,
        String board,
        Path storage,
        int passcode,
        int discriminator,
        int vendorId,
        int productId,
        FactoryFile factoryData,
        int port,
        String interfaceName,
        HciSpec hci,
        boolean tcp,
        VirtualRadio radio,
        String media,
        Path record) {
    static final String DEFAULT_APP = Apps.names().get(0);
    static final String DEFAULT_BOARD = "jvm";
    static final int DEFAULT_PASSCODE = 20202021;
    static final int DEFAULT_DISCRIMINATOR = 3840;
    static final int DEFAULT_PORT = 5540;

    private static final String NO_MEDIA = "none";
    private static final List<String> BOARDS = List.of(DEFAULT_BOARD);

    static RunOptions of(RunCommand given) throws HostException {
        String app = known("app", given.app, Apps.names());
        String board = known("board", given.board, BOARDS);
        Identity identity =
                given.factoryData == null
                        ? Identity.typed(given)
                        : Identity.of(given, Path.of(given.factoryData));
        return identified(given, identity, app, board);
    }

    private static RunOptions identified(
            RunCommand given, Identity identity, String app, String board) throws HostException {
        int port = number("--port", given.port, 1, 65535);
        return new RunOptions(
                app,
                board,
                storage(given.storage, app),
                identity.passcode,
                identity.discriminator,
                identity.vendorId,
                identity.productId,
                identity.factoryData,
                port,
                given.interfaceName,
                hci(given),
                given.tcp || Apps.needsTcp(app),
                radio(given),
                media(given, app),
                record(given));
    }

    private static VirtualRadio radio(RunCommand given) throws HostException {
        VirtualRadio radio = given.radio == null ? null : VirtualRadio.of(given.radio);
        if (radio != null && radio.alone() && hci(given) == null) {
            throw new HostException(
                    "--virtual-radio "
                            + radio.text()
                            + " gives BLE up to join: it needs --hci or --virtual-ble");
        }
        return radio;
    }

    /** Who the device is. */
    private record Identity(
            int passcode, int discriminator, int vendorId, int productId, FactoryFile factoryData) {
        static Identity typed(RunCommand given) throws HostException {
            int vendorId =
                    given.vendorId == null
                            ? FactoryData.DEFAULT_VENDOR_ID
                            : number("--vendor-id", given.vendorId, 0, 0xFFFF);
            int productId =
                    given.productId == null
                            ? FactoryData.DEFAULT_PRODUCT_ID
                            : number("--product-id", given.productId, 0, 0xFFFF);
            int passcode =
                    given.passcode == null ? DEFAULT_PASSCODE : allowedPasscode(given.passcode);
            int discriminator =
                    given.discriminator == null
                            ? DEFAULT_DISCRIMINATOR
                            : number(
                                    "--discriminator",
                                    given.discriminator,
                                    0,
                                    SetupPayload.MAX_DISCRIMINATOR);
            FactoryData.checkPair(vendorId, productId);
            return new Identity(passcode, discriminator, vendorId, productId, null);
        }

        static Identity of(RunCommand given, Path file) throws HostException {
            notBeside("--discriminator", given.discriminator);
            notBeside("--vendor-id", given.vendorId);
            notBeside("--product-id", given.productId);
            FactoryFile data = FactoryFile.open(file);
            boolean typed = given.passcode != null;
            int passcode =
                    typed ? allowedPasscode(given.passcode) : FactoryLabel.passcodeBeside(file);
            if (passcode != FactoryLabel.UNKNOWN && !data.isPasscode(passcode)) {
                throw new HostException(
                        (typed ? "--passcode" : FactoryLabel.beside(file).toString())
                                + ": another passcode than that of "
                                + file);
            }
            return of(data, passcode);
        }

        static Identity of(FactoryFile data, int passcode) {
            return new Identity(
                    passcode, data.discriminator(), data.vendorId(), data.productId(), data);
        }

        private static void notBeside(String option, String value) throws HostException {
            if (value != null) {
                throw new HostException(option + " is in the factory data, leave it out");
            }
        }
    }

    /** The folder given, or that of the app in the home of the user. */
    static Path storage(String given, String app) throws HostException {
        if (given == null) {
            return Path.of(System.getProperty("user.home"), ".mattermote", app);
        }
        if (given.isEmpty()) {
            throw new HostException("--storage is empty, must be a folder");
        }
        return Path.of(given);
    }

    private static HciSpec hci(RunCommand given) throws HostException {
        HciSpec named = given.hci == null ? null : HciSpec.of(given.hci);
        return given.noBle ? null : named;
    }

    private static String media(RunCommand given, String app) throws HostException {
        if (given.media == null || given.media.equals(NO_MEDIA)) {
            return null;
        }
        if (given.media.isBlank()) {
            throw new HostException("--media is empty, must be a command or " + NO_MEDIA);
        }
        if (!Apps.hasPicture(app)) {
            throw new HostException("--media is for app camera, " + app + " has no picture");
        }
        return given.media;
    }

    private static Path record(RunCommand given) throws HostException {
        if (given.record != null && given.record.isEmpty()) {
            throw new HostException("--record is empty, must be a file");
        }
        return given.record == null ? null : Path.of(given.record);
    }

    /** What a replay needs of it: lines of name=value. */
    String settings(int boundPort) {
        return "app="
                + app
                + "\nboard="
                + board
                + "\npasscode="
                + passcode
                + "\ndiscriminator="
                + discriminator
                + "\nvendor-id="
                + vendorId
                + "\nproduct-id="
                + productId
                + "\nport="
                + boundPort
                + (hci == null ? "" : "\nhci=" + hci.text())
                + (tcp ? "\ntcp=true" : "")
                + (media == null ? "" : "\nmedia=" + media)
                + (radio == null ? "" : "\nradio=" + radio.text())
                + (factoryData == null ? "" : "\nfactory-data=" + encoded(factoryData))
                + "\n";
    }

    private static String encoded(FactoryFile data) {
        return Base64.getEncoder().encodeToString(data.bytes());
    }

    /** The options of a device whose {@link #settings} these are, with another folder. */
    static RunOptions of(Map<String, String> settings, Path storage) throws HostException {
        RunCommand given = new RunCommand();
        given.app = settings.getOrDefault("app", given.app);
        given.board = settings.getOrDefault("board", given.board);
        given.passcode = settings.getOrDefault("passcode", given.passcode);
        given.discriminator = settings.getOrDefault("discriminator", given.discriminator);
        given.vendorId = settings.getOrDefault("vendor-id", given.vendorId);
        given.productId = settings.getOrDefault("product-id", given.productId);
        given.port = settings.getOrDefault("port", given.port);
        given.hci = settings.get("hci");
        given.tcp = settings.containsKey("tcp");
        given.media = settings.get("media");
        given.radio = settings.get("radio");
        given.storage = storage.toString();
        String partition = settings.get("factory-data");
        if (partition == null) {
            return of(given);
        }
        FactoryFile data = FactoryFile.of(Base64.getDecoder().decode(partition), "recording");
        Identity identity = Identity.of(data, FactoryLabel.UNKNOWN);
        return identified(given, identity, knownApp(given.app), given.board);
    }

    static String knownApp(String name) throws HostException {
        return known("app", name, Apps.names());
    }

    private static String known(String what, String name, List<String> all) throws HostException {
        if (!all.contains(name)) {
            throw new HostException(
                    "--" + what + " " + name + " is unknown, must be " + String.join(", ", all));
        }
        return name;
    }

    /** A passcode that is allowed. */
    static int allowedPasscode(String text) throws HostException {
        int passcode = number("--passcode", text, 0, Integer.MAX_VALUE, passcodes());
        if (!SetupPayload.isPasscodeAllowed(passcode)) {
            throw new HostException("--passcode " + text + " is forbidden, must be " + passcodes());
        }
        return passcode;
    }

    static String passcodes() {
        return "1 to "
                + SetupPayload.MAX_PASSCODE
                + " without 12345678, 87654321 and eight equal digits";
    }

    static int number(String option, String text, int min, int max) throws HostException {
        return number(option, text, min, max, min + " to " + max);
    }

    /** Decimal, or hexadecimal after 0x. */
    static int number(String option, String text, int min, int max, String right)
            throws HostException {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean hex = lower.startsWith("0x");
        String digits = hex ? lower.substring(2) : lower;
        if (!digits.matches(hex ? "[0-9a-f]+" : "[0-9]+")) {
            throw new HostException(option + " " + text + " is not a number, must be " + right);
        }
        long value = Long.MAX_VALUE;
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (significant.length() <= 10) {
            value = Long.parseLong(significant, hex ? 16 : 10);
        }
        if (value < min || value > max) {
            throw new HostException(option + " " + text + " is out of range, must be " + right);
        }
        return (int) value;
    }
}
