/**
 * The way to who does the media: {@link org.mattermote.webrtc.media.MediaPort} is what a media
 * processor has to do, {@link org.mattermote.webrtc.media.MediaSignals} what it may ask for.
 * Nothing here knows SDP: descriptions are bytes.
 */
package org.mattermote.webrtc.media;
