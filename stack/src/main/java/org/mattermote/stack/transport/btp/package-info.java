/**
 * The Bluetooth Transport Protocol: Matter messages in segments over the GATT service of {@code
 * transport.ble}, with a window and acknowledgements of its own (Matter core 4.19). The room may
 * know {@code transport.ble}, {@code message} and what that knows.
 */
package org.mattermote.stack.transport.btp;
