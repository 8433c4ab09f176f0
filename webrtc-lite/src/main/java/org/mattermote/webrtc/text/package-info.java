/**
 * Text where it lies in a byte array, read and written without copies: words, numbers, addresses.
 * Knows {@code stack.mem} and no other room.
 */
package org.mattermote.webrtc.text;
