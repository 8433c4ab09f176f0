package org.mattermote.firmware.image;

import org.mattermote.bsp.natives.RuntimeNatives;

/**
 * Every kind of fault, one a boot: each boot plants the kind that follows the one which restarted
 * the device, and the last boot prints {@code ok}. What comes between is printed by the runtime, a
 * line of the last fault a boot.
 */
public final class FaultTest {
    /** The numbers are those of {@code fault.h}. */
    private static final int EXCEPTION = 1;

    private static final int BOUNDS = 2;
    private static final int CAST = 3;
    private static final int HEAP = 4;
    private static final int SEALED = 5;
    private static final int DIVISION = 6;
    private static final int NULL = 7;
    private static final int STACK = 8;
    private static final int HARD = 9;

    private static final byte[] OK = {'o', 'k', '\n'};
    private static final byte[] SURVIVED = {'s', 'u', 'r', 'v', 'i', 'v', 'e', 'd', ' ', '0', '\n'};

    /** Of a class that nothing is cast to without reason. */
    private static final class Other {
        int value;
    }

    private static final class Holder {
        Object object;
        Other other;
        byte[] bytes;
        int zero;
        int depth;
    }

    private FaultTest() {}

    public static void main(String[] args) {
        int kind = RuntimeNatives.lastFault() + 1;
        if (kind > HARD) {
            ConsoleNatives.write(OK, OK.length);
            return;
        }
        Holder holder = new Holder();
        holder.object = new byte[4];
        holder.other = kind == NULL ? null : new Other();
        byte[] text = new byte[SURVIVED.length];
        System.arraycopy(SURVIVED, 0, text, 0, text.length);
        text[9] += kind;
        plant(kind, holder);
        ConsoleNatives.write(text, text.length);
    }

    private static void plant(int kind, Holder holder) {
        if (kind == HEAP) {
            holder.bytes = new byte[0x100000];
        }
        RuntimeNatives.seal();
        switch (kind) {
            case EXCEPTION:
                holder.zero = "text".charAt(holder.zero + 4);
                break;
            case BOUNDS:
                holder.bytes = (byte[]) holder.object;
                holder.bytes[holder.zero + 4] = 1;
                break;
            case CAST:
                holder.other = (Other) holder.object;
                break;
            case SEALED:
                holder.bytes = new byte[1];
                break;
            case DIVISION:
                holder.depth = 1 / holder.zero;
                break;
            case NULL:
                holder.depth = holder.other.value;
                break;
            case STACK:
                holder.depth = deep(holder);
                break;
            default:
                RuntimeNatives.trap();
        }
    }

    private static int deep(Holder holder) {
        holder.depth++;
        return deep(holder) + deep(holder);
    }
}
