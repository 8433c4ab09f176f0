/**
 * Wire formats: TLV, message and protocol headers, status reports, session parameters, setup
 * payloads, and Matter certificates with their X.509 form. Everything here is a flyweight over a
 * byte array that belongs to somebody else, keeps no history, and answers any content of that array
 * with a status instead of a fault. The room may know {@code port} and {@code mem}, no other.
 */
package org.mattermote.stack.codec;
