/**
 * Session descriptions (RFC 8866, JSEP): a description of a peer read where it lies into a fixed
 * record, and an answer or offer of ours written into a buffer that is lent. Knows {@code ice},
 * {@code text}, {@code stack.mem} and the status codes of {@code stack.model}.
 */
package org.mattermote.webrtc.sdp;
