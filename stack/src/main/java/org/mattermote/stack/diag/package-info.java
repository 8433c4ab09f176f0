/**
 * Looking at the node from outside, reading only: how full its tables are. It may know {@code
 * cluster} and what is below, and {@code port} and {@code mem}.
 */
package org.mattermote.stack.diag;
