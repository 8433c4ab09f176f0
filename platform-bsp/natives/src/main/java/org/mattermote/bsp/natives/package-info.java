/**
 * The ports of a native image over {@link org.mattermote.bsp.natives.BoardNatives}, which every
 * native board implements in C: sockets, flash, time, network. Knows {@code stack.port} and {@code
 * bsp.common}.
 */
package org.mattermote.bsp.natives;
