/**
 * Where a product is wired together: command line, ports, stack, app, main loop. Host code. It may
 * know everything below firmware; nothing knows it.
 */
package org.mattermote.firmware.boot;
