/**
 * WebRTC Transport Requestor (Matter application clusters 11.6), as its server: for a display or
 * another viewer, and for the tests of the provider. What it asks a camera for it asks with
 * commands of its own; here it hears what the camera says of it.
 */
package org.mattermote.webrtc.requestor;
