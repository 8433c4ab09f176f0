package org.mattermote.stack.codec;

/**
 * The check digit of manual pairing codes (Matter core 5.1.4.1.5): sums in the dihedral group of
 * ten elements, each digit permuted by its place counted from the right. Text is ASCII digits.
 */
public final class Verhoeff {
    private static final byte[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

    private Verhoeff() {}

    /** The digit, 0 to 9, that belongs behind {@code length} digits. */
    public static int checkDigit(byte[] digits, int offset, int length) {
        int sum = sum(digits, offset, length, 1);
        return sum < 5 ? (5 - sum) % 5 : sum;
    }

    /** Is the last of {@code length} digits the check digit of those before it. */
    public static boolean isValid(byte[] digits, int offset, int length) {
        return length > 0 && sum(digits, offset, length, 0) == 0;
    }

    private static int sum(byte[] digits, int offset, int length, int place) {
        int sum = 0;
        for (int i = length - 1; i >= 0; i--) {
            int digit = digits[offset + i] - '0';
            for (int k = place & 7; k > 0; k--) {
                digit = PERMUTATION[digit];
            }
            sum = product(sum, digit);
            place++;
        }
        return sum;
    }

    /** Elements 0 to 4 turn, 5 to 9 turn and mirror. */
    private static int product(int a, int b) {
        if (a < 5) {
            return b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5;
        }
        return b < 5 ? 5 + (a - b) % 5 : (a - b + 5) % 5;
    }
}
