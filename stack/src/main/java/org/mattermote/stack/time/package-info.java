/**
 * Where a node gets the time from that has to look for it (Matter core 11.17): another node it is
 * told to trust, and an NTP server. {@code TimeSyncClientCluster} is Time Synchronization with the
 * features of both, {@code TimeSync} asks them in turn, {@code SntpClient} speaks to the server
 * through the Matter socket, which {@code NtpSocket} shares with it. A node whose wiring does not
 * name the cluster has none of it.
 *
 * <p>The room may know {@code cluster}, {@code interact} and what is below them.
 */
package org.mattermote.stack.time;
