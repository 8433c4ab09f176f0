package org.mattermote.stack.crypto;

import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Makes the constant tables of {@link P256CombTable} with Bouncy Castle; main prints them as
 * source.
 */
final class P256CombTables {
    private static final int WORDS_A_LINE = 4;

    private P256CombTables() {}

    static ECPoint base() {
        return ECNamedCurveTable.getParameterSpec("P-256").getG();
    }

    static ECPoint point(byte[] encoded) {
        return base().getCurve().decodePoint(encoded);
    }

    /** Entry by entry: eight words of x, eight of y, the lowest first. */
    static int[] table(ECPoint point) {
        int[] table = new int[2 * P256Comb.ENTRIES * P256Point.ENTRY];
        int at = 0;
        for (int half = 0; half < 2; half++) {
            for (int entry = 0; entry < P256Comb.ENTRIES; entry++) {
                BigInteger multiple = BigInteger.ZERO;
                for (int tooth = 0; tooth < 5; tooth++) {
                    BigInteger power = BigInteger.ONE.shiftLeft(52 * tooth + 26 * half);
                    boolean plus = tooth == 4 || (entry >> tooth & 1) != 0;
                    multiple = plus ? multiple.add(power) : multiple.subtract(power);
                }
                ECPoint entryPoint = point.multiply(multiple).normalize();
                put(entryPoint.getAffineXCoord().toBigInteger(), table, at);
                put(entryPoint.getAffineYCoord().toBigInteger(), table, at + 8);
                at += P256Point.ENTRY;
            }
        }
        return table;
    }

    private static void put(BigInteger number, int[] table, int at) {
        BigInteger form = number.shiftLeft(256).mod(P256ArithmeticTest.P);
        for (int i = 0; i < 8; i++) {
            table[at + i] = form.shiftRight(32 * i).intValue();
        }
    }

    private static void print(String name, ECPoint point) {
        System.out.println("    static final int[] " + name + " = {");
        int[] table = table(point);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < table.length; i++) {
            line.append("0x").append(HexFormat.of().toHexDigits(table[i]));
            line.append(i == table.length - 1 ? "" : ",");
            if ((i + 1) % WORDS_A_LINE == 0) {
                System.out.println("        " + line);
                line.setLength(0);
            } else {
                line.append(' ');
            }
        }
        System.out.println("    };");
    }

    public static void main(String[] arguments) {
        print("BASE", base());
        print("M", point(Spake2pPoints.M));
        print("N", point(Spake2pPoints.N));
    }
}
