package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColorMathTest {
    private static double transfer(double encoded) {
        return encoded <= 0.04045 ? encoded / 12.92 : Math.pow((encoded + 0.055) / 1.055, 2.4);
    }

    /** x and y of a hue and saturation, by the formulas of HSV and sRGB. */
    private static double[] oracle(int hue, int saturation) {
        double turn = Math.min(hue, 254 * 256) * 6.0 / (254 * 256);
        double[] rgb = new double[3];
        for (int i = 0; i < 3; i++) {
            double k = (new double[] {5, 3, 1}[i] + turn) % 6;
            double dip = Math.max(0, Math.min(Math.min(k, 4 - k), 1));
            rgb[i] = transfer(1 - saturation / 254.0 * dip);
        }
        double x = 0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2];
        double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
        double z = 0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2];
        return new double[] {x / (x + y + z) * 65536, y / (x + y + z) * 65536};
    }

    @ParameterizedTest
    @CsvSource({
        // CurrentHue, saturation, x, y: the corners of sRGB and its white
        "0, 254, 0.64, 0.33",
        "254, 254, 0.64, 0.33",
        "85, 254, 0.30, 0.60",
        "169, 254, 0.15, 0.06",
        "0, 0, 0.3127, 0.3290",
        "100, 0, 0.3127, 0.3290",
    })
    void shouldKnowTheCorners(int hue, int saturation, double x, double y) {
        int xy = ColorMath.hueSaturationToXy(hue << 8, saturation);
        assertEquals(x, ColorMath.first(xy) / 65536.0, 0.005);
        assertEquals(y, ColorMath.second(xy) / 65536.0, 0.005);
    }

    @Test
    void shouldBeTheFormulasInIntegers() {
        double worst = 0;
        for (int hue = 0; hue <= 0xFFFF; hue += 257) {
            for (int saturation = 0; saturation <= 254; saturation += 2) {
                int xy = ColorMath.hueSaturationToXy(hue, saturation);
                double[] expected = oracle(hue, saturation);
                worst = Math.max(worst, Math.abs(ColorMath.first(xy) - expected[0]));
                worst = Math.max(worst, Math.abs(ColorMath.second(xy) - expected[1]));
            }
        }
        assertTrue(worst < 20, "off by " + worst);
    }

    @Test
    void shouldComeBackToTheSameHueAndSaturation() {
        for (int hue = 0; hue < 254; hue++) {
            for (int saturation = 40; saturation <= 254; saturation++) {
                int xy = ColorMath.hueSaturationToXy(hue << 8, saturation);
                int back = ColorMath.xyToHueSaturation(ColorMath.first(xy), ColorMath.second(xy));
                int off = Math.abs(ColorMath.first(back) - (hue << 8));
                String what = hue + " " + saturation;
                assertTrue(Math.min(off, 254 * 256 - off) <= 256, what + " hue off by " + off);
                assertEquals(saturation, ColorMath.second(back), 2, what);
            }
        }
    }

    @Test
    void shouldTakeAnyXAndY() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            int x = i < 4 ? 0xFEFF * (i & 1) : random.nextInt(0xFF00);
            int y = i < 4 ? 0xFEFF * (i >> 1) : random.nextInt(0xFF00);
            int hueSaturation = ColorMath.xyToHueSaturation(x, y);
            assertTrue(ColorMath.first(hueSaturation) < 254 << 8);
            assertTrue(ColorMath.second(hueSaturation) <= 254);
            int mireds = ColorMath.xyToMireds(x, y);
            assertTrue(mireds >= 1 && mireds <= 625, x + " " + y + " " + mireds);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // mireds, x, y of the Planckian locus
        "154, 0.3135, 0.3236",
        "200, 0.3451, 0.3516",
        "250, 0.3804, 0.3767",
        "333, 0.4369, 0.4041",
        "370, 0.4599, 0.4106",
        "500, 0.5267, 0.4133",
    })
    void shouldKnowTheBlackBody(int mireds, double x, double y) {
        int xy = ColorMath.miredsToXy(mireds);
        assertEquals(x, ColorMath.first(xy) / 65536.0, 0.002);
        assertEquals(y, ColorMath.second(xy) / 65536.0, 0.002);
    }

    @Test
    void shouldComeBackToTheSameTemperature() {
        for (int mireds = 100; mireds <= 500; mireds++) {
            int xy = ColorMath.miredsToXy(mireds);
            int back = ColorMath.xyToMireds(ColorMath.first(xy), ColorMath.second(xy));
            assertEquals(mireds, back, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39, 40, 600, 601, 0xFEFF})
    void shouldStayOnTheLocus(int mireds) {
        int clipped = Math.max(40, Math.min(600, mireds));
        assertEquals(ColorMath.miredsToXy(clipped), ColorMath.miredsToXy(mireds));
    }

    @Test
    void shouldGiveTheEndsForColorsFarFromWhite() {
        assertTrue(ColorMath.xyToMireds(41943, 21627) > 500);
        assertEquals(1, ColorMath.xyToMireds(9830, 3932));
    }
}
