/**
 * Everything a device takes in and sends, kept in a file, and given again to the same device later.
 * It may know {@code org.mattermote.bsp.host} and {@code org.mattermote.stack.port}.
 */
package org.mattermote.bsp.host.recording;
