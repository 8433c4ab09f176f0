/**
 * The ports on a JVM: sockets, files, fake flash that can cut power. Host code. It may know {@code
 * org.mattermote.stack.port} and {@code org.mattermote.bsp.common}.
 */
package org.mattermote.bsp.host;
