package org.mattermote.bsp.host.hci;

import org.mattermote.bsp.host.HostException;

/**
 * Which BLE controller, as {@code --hci} says it.
 *
 * @param text as it was given
 * @param name host, path, or name of the adapter
 * @param number TCP port, or bits a second; 0 for an adapter
 */
public record HciSpec(Kind kind, String text, String name, int number) {
    public static final String FORMS = "tcp:HOST:PORT, serial:PATH:BAUD or user-channel:hciN";

    private static final int MAX_BAUD = 4_000_000;

    /** What carries the packets. */
    public enum Kind {
        TCP,
        SERIAL,
        USER_CHANNEL
    }

    /**
     * @throws HostException that says what would be right
     */
    public static HciSpec of(String text) throws HostException {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "tcp":
                return ending(Kind.TCP, text, rest, "tcp:HOST:PORT with a port of", 65535);
            case "serial":
                return ending(Kind.SERIAL, text, rest, "serial:PATH:BAUD with a rate of", MAX_BAUD);
            case "user-channel":
                if (!rest.matches("hci(0|[1-9][0-9]{0,2})")) {
                    throw wrong(text, "user-channel:hciN, as user-channel:hci0");
                }
                return new HciSpec(Kind.USER_CHANNEL, text, rest, 0);
            default:
                throw wrong(text, FORMS);
        }
    }

    private static HciSpec ending(Kind kind, String text, String rest, String right, int max)
            throws HostException {
        int colon = rest.lastIndexOf(':');
        String digits = rest.substring(colon + 1);
        String name = colon < 0 ? "" : rest.substring(0, colon);
        int number = digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : 0;
        if (name.isEmpty() || number < 1 || number > max) {
            throw wrong(text, right + " 1 to " + max);
        }
        boolean bracketed = kind == Kind.TCP && name.matches("\\[.+\\]");
        String bare = bracketed ? name.substring(1, name.length() - 1) : name;
        return new HciSpec(kind, text, bare, number);
    }

    private static HostException wrong(String text, String right) {
        return new HostException("--hci " + text + " names no controller, must be " + right);
    }
}
