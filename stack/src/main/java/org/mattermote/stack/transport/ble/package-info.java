/**
 * The BLE peripheral that commissioning needs, and no more: a host on a controller's HCI with one
 * connection, L2CAP's fixed channels, an ATT server, the one GATT service of Matter and its
 * advertising (Bluetooth core, volumes 3 and 4; Matter core 4.19 and 5.4.2). The room may know
 * {@code port} and {@code mem}; what goes over the service it gives to a {@link
 * org.mattermote.stack.transport.ble.GattHandler}.
 */
package org.mattermote.stack.transport.ble;
