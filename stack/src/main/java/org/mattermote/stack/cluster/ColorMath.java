package org.mattermote.stack.cluster;

/**
 * Colors from one way to say them to another, in integers. Chromaticities are x and y of CIE 1931
 * times 65536. Hue is that of EnhancedCurrentHue, whose upper 8 bits are CurrentHue: 254 of those
 * are 360 degrees. Saturation is 0..254. Both are HSV at full value over the primaries, the white
 * (D65) and the transfer curve of sRGB (IEC 61966-2-1), so that a color picked on a screen is the
 * color of the lamp. Two values come in one int, the first above the second.
 */
public final class ColorMath {
    /** Greatest x or y: what the attributes can hold. */
    public static final int MAX_XY = 0xFEFF;

    static final int MAX_SATURATION = 254;

    /** Hue of 360 degrees; what is above is the same. */
    private static final int FULL_CIRCLE = 254 << 8;

    private static final int ONE = 1 << 16;
    private static final int SECTORS = 6;

    /** Linear light, 1/65536, of every 64th of the encoded value. */
    private static final int[] LINEAR = {
        0, 79, 159, 240, 338, 456, 595, 756, 940, 1148,
        1381, 1639, 1923, 2234, 2572, 2939, 3334, 3759, 4214, 4699,
        5215, 5764, 6344, 6957, 7603, 8283, 8997, 9746, 10530, 11350,
        12206, 13098, 14027, 14994, 15998, 17041, 18122, 19242, 20401, 21601,
        22840, 24120, 25441, 26803, 28206, 29652, 31140, 32670, 34244, 35861,
        37522, 39226, 40975, 42769, 44607, 46491, 48421, 50396, 52418, 54486,
        56601, 58764, 60973, 63231, 65536,
    };

    /** Bits of the encoded value below its 64ths. */
    private static final int PART_BITS = 10;

    /** Range of the approximation of the Planckian locus. */
    private static final int MIN_LOCUS_MIREDS = 40;

    private static final int MAX_LOCUS_MIREDS = 600;

    /** 1,000,000 divided by the kelvins of the locus's branches. */
    private static final int MIREDS_4000_K = 250;

    private static final int MIREDS_2222_K = 450;

    private ColorMath() {}

    /** The value in the upper half: x, or hue. */
    public static int first(int pair) {
        return pair >>> 16;
    }

    /** The value in the lower half: y, or saturation. */
    public static int second(int pair) {
        return pair & 0xFFFF;
    }

    private static int pair(int first, int second) {
        return first << 16 | second;
    }

    /**
     * Chromaticity of a hue and saturation.
     *
     * @param hue 0..65535
     * @param saturation 0..254
     * @return x, y
     */
    public static int hueSaturationToXy(int hue, int saturation) {
        long turn = (long) Math.min(hue, FULL_CIRCLE) * SECTORS * ONE / FULL_CIRCLE;
        int sector = (int) (turn >> 16) % SECTORS;
        long part = turn & ONE - 1;
        long pale = (long) saturation * ONE / MAX_SATURATION;
        int low = linear((int) (ONE - pale));
        int falling = linear((int) (ONE - (pale * part >> 16)));
        int rising = linear((int) (ONE - (pale * (ONE - part) >> 16)));
        switch (sector) {
            case 0:
                return rgbToXy(ONE, rising, low);
            case 1:
                return rgbToXy(falling, ONE, low);
            case 2:
                return rgbToXy(low, ONE, rising);
            case 3:
                return rgbToXy(low, falling, ONE);
            case 4:
                return rgbToXy(rising, low, ONE);
            default:
                return rgbToXy(ONE, low, falling);
        }
    }

    private static int rgbToXy(long r, long g, long b) {
        long x = 27031 * r + 23434 * g + 11825 * b;
        long y = 13938 * r + 46868 * g + 4730 * b;
        long z = 1267 * r + 7811 * g + 62279 * b;
        long sum = x + y + z;
        return pair(clip(x * ONE / sum), clip(y * ONE / sum));
    }

    /**
     * Hue and saturation nearest to a chromaticity; hue 0 for white.
     *
     * @param x 0..65279
     * @param y 0..65279
     * @return hue 0..65023, saturation
     */
    public static int xyToHueSaturation(int x, int y) {
        long z = Math.max(0, ONE - x - y);
        // How bright the color is does not matter: x, y and z stand for X, Y and Z.
        long r = Math.max(0, 212366L * x - 100738L * y - 32672L * z);
        long g = Math.max(0, -63522L * x + 122946L * y + 2723L * z);
        long b = Math.max(0, 3647L * x - 13371L * y + 69286L * z);
        long most = Math.max(r, Math.max(g, b));
        int red = encoded((int) (r * ONE / most));
        int green = encoded((int) (g * ONE / most));
        int blue = encoded((int) (b * ONE / most));
        int range = ONE - Math.min(red, Math.min(green, blue));
        int saturation = (range * MAX_SATURATION + ONE / 2) >> 16;
        if (saturation == 0) {
            return 0;
        }
        long sector;
        int ahead;
        if (red == ONE) {
            sector = green >= blue ? 0 : SECTORS;
            ahead = green - blue;
        } else if (green == ONE) {
            sector = 2;
            ahead = blue - red;
        } else {
            sector = 4;
            ahead = red - green;
        }
        long turn = sector * ONE + (long) ahead * ONE / range;
        int hue = (int) ((turn * FULL_CIRCLE / SECTORS + ONE / 2) >> 16);
        return pair(hue < FULL_CIRCLE ? hue : 0, saturation);
    }

    /**
     * Chromaticity of a black body, by the cubic approximation of the Planckian locus.
     *
     * @param mireds color temperature; outside of 40..600 as at these
     * @return x, y
     */
    public static int miredsToXy(int mireds) {
        long m = Math.max(MIN_LOCUS_MIREDS, Math.min(MAX_LOCUS_MIREDS, mireds));
        long x;
        // Times 10^16.
        if (m >= MIREDS_4000_K) {
            x = ((-2661239 * m - 2343589000L) * m + 8776956000000L) * m + 1799100000000000L;
        } else {
            x = ((-30258469 * m + 21070379000L) * m + 2226347000000L) * m + 2403900000000000L;
        }
        x = x / 1000000 * ONE / 10000000000L;
        long y;
        // Coefficients times 65536.
        if (m >= MIREDS_2222_K) {
            y = cubic(x, -72508, -88350, 143233, -13251);
        } else if (m >= MIREDS_4000_K) {
            y = cubic(x, -62583, -90059, 137060, -10977);
        } else {
            y = cubic(x, 201966, -384918, 245834, -24249);
        }
        return pair(clip(x), clip(y));
    }

    /**
     * Color temperature nearest to a chromaticity, by McCamy's formula. Colors far from white give
     * the warmest or the coolest.
     *
     * @return 1..617 mireds
     */
    public static int xyToMireds(int x, int y) {
        int below = 12177 - y;
        if (below >= 0) {
            // Blue and purple, for which the formula is not made.
            return 1;
        }
        // Below -1.28 the formula turns round.
        long n = Math.max(-84000, Math.min(16 * ONE, ((long) x - 21758) * ONE / below));
        long kelvins = cubic(n, 449L * ONE, 3525L * ONE, 447172070L, 361780347L);
        return (int) Math.max(1, (1000000L * ONE + kelvins / 2) / kelvins);
    }

    /** ((a v + b) v + c) v + d, all times 65536. */
    private static long cubic(long v, long a, long b, long c, long d) {
        return (((((a * v >> 16) + b) * v >> 16) + c) * v >> 16) + d;
    }

    private static int clip(long value) {
        return (int) Math.max(0, Math.min(MAX_XY, value));
    }

    private static int linear(int encoded) {
        int i = encoded >> PART_BITS;
        if (i == LINEAR.length - 1) {
            return LINEAR[i];
        }
        int part = encoded & (1 << PART_BITS) - 1;
        return LINEAR[i] + ((LINEAR[i + 1] - LINEAR[i]) * part >> PART_BITS);
    }

    private static int encoded(int linear) {
        int low = 0;
        int high = LINEAR.length - 1;
        if (linear >= LINEAR[high]) {
            return ONE;
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (LINEAR[middle] <= linear) {
                low = middle;
            } else {
                high = middle;
            }
        }
        int part = ((linear - LINEAR[low]) << PART_BITS) / (LINEAR[high] - LINEAR[low]);
        return (low << PART_BITS) + part;
    }
}
