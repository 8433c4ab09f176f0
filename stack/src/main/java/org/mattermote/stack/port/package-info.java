/**
 * What the world must give the stack: one interface a facility, implemented under {@code
 * platform-bsp}, one folder a platform. A port knows no room of the stack; every room may know
 * every port. Errors are the negative ints of {@link org.mattermote.stack.port.PortStatus}.
 */
package org.mattermote.stack.port;
