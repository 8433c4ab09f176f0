package org.mattermote.stack.cluster;

import org.mattermote.stack.model.spec.ColorControlSpec;

/** What a light can do with its color, fixed by its hardware. */
public final class ColorCapabilities {
    private static final int[] NO_PRIMARIES = {};

    final int features;
    final int minMireds;
    final int maxMireds;
    final int coupleMinMireds;
    final int[] primaries;

    /**
     * @param features FEATURE constants of {@code ColorControlSpec}: at least one of XY, CT and HS;
     *     EHUE with HS, CL with EHUE
     * @param minMireds ColorTempPhysicalMinMireds, 1..maxMireds; the coolest white
     * @param maxMireds ColorTempPhysicalMaxMireds, ..65279; the warmest white
     * @param coupleMinMireds CoupleColorTempToLevelMinMireds, minMireds..maxMireds: the white at
     *     full level where Level Control's option couples them
     * @param primaries of up to 6 primaries x, y (0..65279, 1/65536 of CIE 1931) and intensity
     *     (0..254; the greatest has 254), one after the other; null for none
     */
    public ColorCapabilities(
            int features, int minMireds, int maxMireds, int coupleMinMireds, int[] primaries) {
        this.features = features;
        this.minMireds = minMireds;
        this.maxMireds = maxMireds;
        this.coupleMinMireds = coupleMinMireds;
        this.primaries = primaries == null ? NO_PRIMARIES : primaries;
    }

    boolean has(int feature) {
        return (features & feature) != 0;
    }

    /** Whether the light can be in a mode of EnhancedColorMode. */
    boolean hasMode(int mode) {
        switch (mode) {
            case ColorMotion.HUE:
                return has(ColorControlSpec.FEATURE_HUE_SATURATION);
            case ColorMotion.XY:
                return has(ColorControlSpec.FEATURE_XY);
            case ColorMotion.TEMPERATURE:
                return has(ColorControlSpec.FEATURE_COLOR_TEMPERATURE);
            default:
                return mode == ColorMotion.ENHANCED_HUE
                        && has(ColorControlSpec.FEATURE_ENHANCED_HUE);
        }
    }

    /** Mode of a light that comes from the factory. */
    int firstMode() {
        if (hasMode(ColorMotion.XY)) {
            return ColorMotion.XY;
        }
        return hasMode(ColorMotion.TEMPERATURE) ? ColorMotion.TEMPERATURE : ColorMotion.HUE;
    }
}
