package org.mattermote.bsp.host;

import java.io.PrintStream;
import java.math.BigDecimal;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/** Words each event as one line of {@code name=value}. */
public final class ConsoleLog implements LogPort {
    private final PrintStream out;

    public ConsoleLog(PrintStream out) {
        this.out = out;
    }

    /** Prints one line of the console, {@code mote: } before it. */
    public void line(String text) {
        out.println("mote: " + text);
    }

    @Override
    public void event(int event, long a, long b, long c) {
        line(words(event, a, b, c));
        out.flush();
    }

    private static String words(int event, long a, long b, long c) {
        switch (event) {
            case LogEvent.ON_OFF:
                return "onoff endpoint=" + a + " value=" + (b != 0);
            case LogEvent.IDENTIFY:
                return "identify endpoint=" + a + " seconds=" + b;
            case LogEvent.COMMISSIONING_WINDOW:
                return "commissioning-window value=" + window(a);
            case LogEvent.PASE_ESTABLISHED:
                return "pase-established session=" + a + " peer-session=" + b;
            case LogEvent.PASE_FAILED:
                return "pase-failed attempts=" + a;
            case LogEvent.CASE_ESTABLISHED:
                return "case-established session=" + a + " fabric=" + b + " peer=" + hex(c);
            case LogEvent.CASE_FAILED:
                return "case-failed code=" + a;
            case LogEvent.FABRIC_ADDED:
                return "fabric-added fabric=" + a + " fabric-id=" + hex(b) + " node=" + hex(c);
            case LogEvent.FABRIC_REMOVED:
                return "fabric-removed fabric=" + a;
            case LogEvent.COMMISSIONING_COMPLETE:
                return "commissioning-complete fabric=" + a;
            case LogEvent.FAIL_SAFE_EXPIRED:
                return "fail-safe-expired fabric=" + a;
            case LogEvent.STALE_EXCHANGE_EVICTED:
                return "stale-exchange-evicted exchange=" + a + " opcode=" + b;
            case LogEvent.STORE_FAILED:
                return "store-failed key=" + a + " status=" + b;
            case LogEvent.SUBSCRIBED:
                return "subscribed subscription=" + a + " fabric=" + b + " peer=" + hex(c);
            case LogEvent.SUBSCRIPTION_ENDED:
                return "subscription-ended subscription=" + a;
            case LogEvent.LEVEL:
                return "level endpoint=" + a + " value=" + b;
            case LogEvent.COLOR:
                return "color endpoint=" + a + color(b, c);
            case LogEvent.STORE_DAMAGED:
                return "store-damaged reason=" + a + " address=" + b;
            case LogEvent.FACTORY_DATA_DAMAGED:
                return "factory-data-damaged reason=" + a;
            case LogEvent.TEMPERATURE:
                return "temperature endpoint=" + a + " value=" + hundredths(b);
            case LogEvent.OCCUPANCY:
                return "occupancy endpoint=" + a + " value=" + (b != 0);
            case LogEvent.CONTACT:
                return "contact endpoint=" + a + " value=" + (b != 0);
            case LogEvent.ICD_MODE:
                return "icd mode=" + (a != 0 ? "active" : "idle") + " lit=" + (b != 0);
            case LogEvent.CHECK_IN:
                return "check-in fabric=" + a + " node=" + hex(b) + " counter=" + c;
            case LogEvent.SWITCH:
                return "switch endpoint=" + a + " value=" + (b != 0);
            case LogEvent.COMMANDED:
                return "switch endpoint=" + a + " target=" + hex(c) + " status=" + b;
            case LogEvent.BLE_CONNECTION:
                return "ble connection=" + a + " open=" + (b != 0);
            case LogEvent.BLE_CONTROLLER:
                return "ble controller=" + (a != 0 ? "ready" : "gone");
            case LogEvent.NOT_SEALED:
                return "not-sealed status=" + a;
            case LogEvent.MEDIA_PROCESSOR:
                return "camera processor=" + (a != 0 ? "ready" : "gone");
            case LogEvent.MEDIA_SESSION:
                return "camera session=" + a + mediaSession(b, c);
            case LogEvent.PRIVACY:
                return "camera privacy=" + (a != 0 ? "on" : "off");
            case LogEvent.STREAM:
                return "camera stream=" + a + " kind=" + b + " there=" + (c != 0);
            default:
                return "event number=" + event + " a=" + a + " b=" + b + " c=" + c;
        }
    }

    private static String window(long state) {
        if (state == 0) {
            return "closed";
        }
        return state == 1 ? "enhanced" : "basic";
    }

    private static String mediaSession(long state, long reason) {
        if (state == 0) {
            return reason < 0 ? " over" : " over reason=" + reason;
        }
        return state == 1 ? " begun" : " connected";
    }

    private static String color(long mode, long values) {
        if (mode == 2) {
            return " mireds=" + values;
        }
        long first = values >>> 16;
        long second = values & 0xFFFF;
        return mode == 1
                ? " x=" + first + " y=" + second
                : " hue=" + first + " saturation=" + second;
    }

    private static String hundredths(long value) {
        return BigDecimal.valueOf(value, 2).toPlainString();
    }

    private static String hex(long id) {
        return String.format("%016X", id);
    }
}
