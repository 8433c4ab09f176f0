/**
 * A commissioner and a node in one image, joined by a wire of memory: PASE and CASE with the
 * board's own randomness and time, to the secured sessions and their end. It shares nothing with
 * the device that the image is.
 */
package org.mattermote.firmware.image.loop;
