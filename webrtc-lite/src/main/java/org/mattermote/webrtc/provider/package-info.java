/**
 * WebRTC Transport Provider (Matter application clusters 11.5): the table of sessions, their
 * states, what the peers ask for, and what is pushed to them.
 *
 * <pre>
 *   peer's commands -> WebRtcTransportProviderCluster -> MediaHook
 *                                 |  SessionTable
 *   MediaSignals -> OutboundQueue -> PushWorker -> PushChannel -> peer's requestor
 * </pre>
 */
package org.mattermote.webrtc.provider;
