/**
 * Media of sessions: {@link org.mattermote.webrtc.media.MediaHook} is what the provider asks,
 * {@link org.mattermote.webrtc.media.MediaSignals} what may be asked of the provider, {@link
 * org.mattermote.webrtc.media.MediaPort} the port to the media processor, which sees no
 * descriptions.
 */
package org.mattermote.webrtc.media;
