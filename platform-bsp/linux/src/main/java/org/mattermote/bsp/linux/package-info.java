/**
 * The ports of a native image over natives: sockets, flash, time and network in C. Knows {@code
 * stack.port} and {@code bsp.common}.
 */
package org.mattermote.bsp.linux;
