/**
 * Every byte of RAM the stack takes, counted twice. {@link org.mattermote.stack.ram.BootCount} runs
 * the constructors with each allocation counted by the class files: that is the build's table.
 * {@link org.mattermote.stack.ram.ObjectGraph} walks what is there once the device is sealed. Both
 * lay objects out as the open VM does, {@link org.mattermote.stack.ram.Layout}. Packed in the test
 * jar for the products, which have the whole device.
 */
package org.mattermote.stack.ram;
