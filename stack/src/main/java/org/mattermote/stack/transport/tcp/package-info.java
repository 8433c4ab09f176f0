/**
 * Matter messages over TCP connections that peers open (Matter core 4.15): each message behind its
 * length, several connections, large messages one at a time. Optional: a node that names it offers
 * TCP. The room knows {@code message}, {@code mem} and {@code port}.
 */
package org.mattermote.stack.transport.tcp;
