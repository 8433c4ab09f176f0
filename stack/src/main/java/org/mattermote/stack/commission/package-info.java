/**
 * Commissioning as a whole: which window is open, who is told of it over DNS-SD, and what a
 * successful PASE sets off (Matter core 5.6). The room knows {@code cluster}, {@code secure},
 * {@code transport} and what those know.
 */
package org.mattermote.stack.commission;
