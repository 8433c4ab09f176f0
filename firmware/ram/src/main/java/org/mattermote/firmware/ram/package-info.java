/**
 * Every byte of RAM a product takes, counted twice. {@link org.mattermote.firmware.ram.BootCount}
 * runs the constructors with each allocation counted by the class files: that is the build's table,
 * and what {@code mote describe} tells. {@link org.mattermote.firmware.ram.ObjectGraph} walks what
 * is there once the device is sealed. Both lay objects out as the open VM does, {@link
 * org.mattermote.firmware.ram.Layout}. Host code; it may know the stack, and no product.
 */
package org.mattermote.firmware.ram;
