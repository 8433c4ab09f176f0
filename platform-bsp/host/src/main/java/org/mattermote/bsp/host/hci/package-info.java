/**
 * BLE controllers of this machine: behind a TCP port, a serial line, or the Linux kernel. Host
 * code. It may know {@code org.mattermote.bsp.host}, {@code org.mattermote.bsp.common} and {@code
 * org.mattermote.stack.port}.
 */
package org.mattermote.bsp.host.hci;
