/**
 * What the node knows of its fabrics: credentials, group keys, group membership, the fail-safe
 * around all changes of them, certificate chains, and how they are stored. Nothing of a fabric
 * under a fail-safe reaches the store before its commit. The room may know {@code port}, {@code
 * mem}, {@code codec} and {@code crypto}; who speaks for a fabric, over what, is above it.
 */
package org.mattermote.stack.fabric;
