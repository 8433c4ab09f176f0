/**
 * What a node is given to authenticate TLS servers, and itself to them (Matter core 14): root and
 * client certificates with their keys, and the servers that there are. An optional room: the wiring
 * names {@code Stack.tls}. It keeps what a client of TLS would need and opens no connection. It may
 * know {@code cluster} and what is below, and {@code crypto} and what is below.
 *
 * <pre>
 *   TlsCertificateManagementCluster -- ClientCsr        commands, and the one that computes
 *   TlsClientManagementCluster
 *            |
 *        TlsRecords -- TlsTable                         what there is by fabric: memory and store
 *            |
 *   PieceWriter, X509Walk                               a certificate in pieces; what it says
 * </pre>
 *
 * In memory are ids; certificates, keys and names of hosts are read from the store.
 */
package org.mattermote.stack.tls;
