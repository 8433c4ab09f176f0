/**
 * Media processors of this machine. Host code. It may know {@code org.mattermote.bsp.host} and
 * {@code org.mattermote.stack.port}.
 */
package org.mattermote.bsp.host.media;
