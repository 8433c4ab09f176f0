/**
 * The camera: its endpoint, its streams, and one hook class where the code of a maker's hardware
 * goes; what has the picture is a media processor behind a wire. Device code. It may know the rooms
 * of the stack and of webrtc-lite; it knows no platform.
 */
package org.mattermote.app.camera;
