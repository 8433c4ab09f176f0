/**
 * Messages and sessions: counters, reception windows, the session tables and the protection of a
 * message (Matter core 4.5 to 4.8). The room knows {@code fabric}, {@code crypto}, {@code codec},
 * {@code mem} and {@code port}; it knows nothing of exchanges.
 */
package org.mattermote.stack.message;
