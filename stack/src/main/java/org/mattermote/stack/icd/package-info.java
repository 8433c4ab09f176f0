/**
 * The node as an intermittently connected device (Matter core 9.15): when it is idle and when
 * active, and the Check-In messages (4.22) that tell registered clients that it can be reached. An
 * optional room. It may know {@code cluster}, whose ICD Management it stands behind, and what is
 * below, and {@code exchange} and what is below.
 */
package org.mattermote.stack.icd;
