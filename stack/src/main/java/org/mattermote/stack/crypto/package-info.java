/**
 * Primitives of the protocol: SHA-256, HMAC, HKDF, PBKDF2, AES-128-CCM and its counter mode,
 * HMAC-DRBG, P-256, ECDSA, SPAKE2+ and the certificate request. Pure computation: no message
 * format, no state machine, no key storage.
 *
 * <p>May know {@code port}, {@code mem} and {@code codec}; everything above it may know it.
 *
 * <p>Objects are made at boot and hold their own scratch; no method allocates, none is reentrant.
 * Big-endian everywhere unless said otherwise. Branches and indices do not depend on secrets, with
 * two exceptions: AES looks its substitution table up by data bytes, which is safe only where no
 * data cache lies between core and memory; and an addition of equal or opposite points goes another
 * way, which no scalar that was drawn meets (P256Point).
 *
 * <p>Nothing here uses Bouncy Castle: it is the oracle of the tests.
 */
package org.mattermote.stack.crypto;
