/**
 * Devices and controllers in one process, on a network that a test can disturb, in virtual time.
 * The device is the real one up to its secure channel; the controller is as small as it can be and
 * computes with Bouncy Castle.
 *
 * <pre>
 *   SimController -- PaseInitiator, SimCaseInitiator      SimDevice -- rooms under test
 *        |  SimPort                                        |  SimPort
 *        +------------------- SimNetwork (Fate) -----------+
 * </pre>
 */
package org.mattermote.stack.sim;
