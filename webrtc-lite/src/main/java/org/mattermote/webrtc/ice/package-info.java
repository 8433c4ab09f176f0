/**
 * ICE candidates and credentials as signalling sees them (RFC 8839): read, written, kept for one
 * session each way until the other side has them. No connectivity checks and no sockets. Knows
 * {@code text} and {@code stack.mem}.
 */
package org.mattermote.webrtc.ice;
