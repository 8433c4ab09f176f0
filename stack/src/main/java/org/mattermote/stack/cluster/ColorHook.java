package org.mattermote.stack.cluster;

/**
 * What a Color Control server colors. It is told the color the way the client said it; {@link
 * ColorMath} says it in another way. How bright the color is, and whether it is lit, is another
 * hook's. Called at boot and on every change, at most 50 times a second.
 */
public interface ColorHook {
    /**
     * The color is this one from now.
     *
     * @param hue 0..65535; its upper 8 bits are CurrentHue, 254 of those are 360 degrees
     * @param saturation 0 white .. 254
     * @param moving whether a transition or the color loop goes on and the next color follows soon
     */
    void hueSaturation(int endpoint, int hue, int saturation, boolean moving);

    /**
     * The color is this one from now.
     *
     * @param x of CIE 1931, 1/65536
     * @param y likewise
     * @param moving whether a transition goes on and the next color follows soon
     */
    void xy(int endpoint, int x, int y, boolean moving);

    /**
     * The color is that of a black body from now.
     *
     * @param mireds 1,000,000 divided by the temperature in kelvins; within the physical limits
     * @param moving whether a transition goes on and the next color follows soon
     */
    void colorTemperature(int endpoint, int mireds, boolean moving);
}
