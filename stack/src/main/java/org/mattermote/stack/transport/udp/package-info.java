/**
 * What Matter asks of IPv6 beside datagrams: the multicast addresses of groups (Matter core 2.5.6).
 * The room may know {@code port}, {@code mem} and {@code fabric}.
 */
package org.mattermote.stack.transport.udp;
