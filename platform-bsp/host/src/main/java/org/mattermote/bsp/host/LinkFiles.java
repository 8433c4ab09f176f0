package org.mattermote.bsp.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

/** What the kernel says of a link, a file each under {@code /sys/class/net}. */
final class LinkFiles {
    private static final Path LINKS = Path.of("/sys/class/net");

    private LinkFiles() {}

    /** As {@link NetworkPort#link}. */
    static long value(String name, int what) {
        return value(LINKS.resolve(name), what);
    }

    static long value(Path link, int what) {
        switch (what) {
            case NetworkPort.LINK_RX_PACKETS:
                return number(link, "statistics/rx_packets");
            case NetworkPort.LINK_TX_PACKETS:
                return number(link, "statistics/tx_packets");
            case NetworkPort.LINK_TX_ERRORS:
                return number(link, "statistics/tx_errors");
            case NetworkPort.LINK_COLLISIONS:
                return number(link, "statistics/collisions");
            case NetworkPort.LINK_OVERRUNS:
                return sum(
                        number(link, "statistics/rx_fifo_errors"),
                        number(link, "statistics/rx_missed_errors"),
                        number(link, "statistics/tx_fifo_errors"));
            case NetworkPort.LINK_SPEED:
                return number(link, "speed");
            case NetworkPort.LINK_FULL_DUPLEX:
                return duplex(text(link, "duplex"));
            case NetworkPort.LINK_CARRIER:
                return number(link, "carrier");
            default:
                return PortStatus.NONE;
        }
    }

    private static long sum(long... values) {
        long sum = 0;
        for (long value : values) {
            if (value < 0) {
                return PortStatus.NONE;
            }
            sum += value;
        }
        return sum;
    }

    private static long duplex(String text) {
        if (text.equals("full")) {
            return 1;
        }
        return text.equals("half") ? 0 : PortStatus.NONE;
    }

    /** Drivers that do not know write −1, or refuse to be read. */
    private static long number(Path link, String file) {
        try {
            return Math.max(Long.parseLong(text(link, file)), PortStatus.NONE);
        } catch (NumberFormatException e) {
            return PortStatus.NONE;
        }
    }

    private static String text(Path link, String file) {
        try {
            return Files.readString(link.resolve(file), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
