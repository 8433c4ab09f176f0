/**
 * The secure channel: session establishment by PASE and CASE and the status reports that end it
 * (Matter core 4.14). One state machine a file. The room knows {@code exchange} and what that
 * knows; who may commission and what follows from it is told through {@link
 * org.mattermote.stack.secure.CommissioningAccess}.
 *
 * <p>Of the initiator's side, {@link org.mattermote.stack.secure.SessionRequests} decides whom to
 * ask and when, {@link org.mattermote.stack.secure.CaseInitiator} shakes hands.
 */
package org.mattermote.stack.secure;
