/**
 * Messages over a wire of bytes that may lose some: {@link org.mattermote.webrtc.link.FrameLink} is
 * one end of it, {@link org.mattermote.webrtc.link.TransmitRoom} what waits to be sent. Nothing
 * here knows what the messages say.
 */
package org.mattermote.webrtc.link;
