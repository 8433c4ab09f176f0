/**
 * Camera AV Stream Management (Matter application clusters 11.2): which streams of the camera are
 * allocated, what it has left for others, and its privacy.
 *
 * <pre>
 *   commands -> CameraAvStreamManagementCluster -> StreamTable (video, audio, snapshots)
 *                 |  CameraSettings: what it can        |
 *                 |  CameraHook: what it is to do       v
 *                 +-> PrivacyListener (provider)     record
 * </pre>
 */
package org.mattermote.webrtc.avstream;
