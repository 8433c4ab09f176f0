/**
 * Primitives of the protocol: SHA-256, HMAC, HKDF, PBKDF2, AES-128-CCM and its counter mode,
 * HMAC-DRBG, P-256, ECDSA, SPAKE2+ and the certificate request. Pure computation: no message
 * format, no state machine, no key storage.
 *
 * <p>May know {@code port}, {@code mem} and {@code codec}; everything above it may know it.
 *
 * <p>Objects are made at boot and hold their own scratch; no method allocates, none is reentrant.
 * Big-endian everywhere unless said otherwise. Branches and indices do not depend on secrets, with
 * one exception: AES looks its substitution table up by data bytes, which is safe only where no
 * data cache lies between core and memory.
 *
 * <p>Of Bouncy Castle only {@code Nat256.mul} and {@code Nat256.square} are used: they neither
 * allocate nor branch on their operands. Its digest is not, because its constructor draws in a
 * service registry that needs classes no device profile has.
 */
package org.mattermote.stack.crypto;
