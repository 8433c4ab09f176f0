/**
 * Media of sessions: {@link org.mattermote.webrtc.media.MediaHook} is what the provider asks,
 * {@link org.mattermote.webrtc.media.MediaSignals} what may be asked of the provider, {@link
 * org.mattermote.webrtc.media.MediaPort} the port to the media processor, which sees no
 * descriptions, and {@link org.mattermote.webrtc.media.MediaLink} that port over a wire.
 */
package org.mattermote.webrtc.media;
