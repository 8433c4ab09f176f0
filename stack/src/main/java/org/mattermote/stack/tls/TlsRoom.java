package org.mattermote.stack.tls;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.RecordStore;

/** Both clusters, for endpoint 0, and what they share; one in a node that has them. */
public final class TlsRoom {
    public final TlsCertificateManagementCluster certificates;
    public final TlsClientManagementCluster client;

    /**
     * Registers with {@code fabrics}; before they are loaded.
     *
     * @param sizes whose {@link TlsSizes#check} is OK; not kept
     */
    public TlsRoom(
            TlsSizes sizes,
            FabricTable fabrics,
            RecordStore store,
            NodeTime time,
            Drbg drbg,
            Sha256 sha,
            Ecdsa ecdsa,
            CryptoJobs jobs,
            ClusterWorkspace workspace) {
        TlsRecords records =
                new TlsRecords(sizes, fabrics, store, workspace.fields(), workspace.reader());
        ClientCsr csr =
                new ClientCsr(records, workspace.fields(), drbg, sha, jobs, new Csr(ecdsa, sha));
        certificates =
                new TlsCertificateManagementCluster(records, fabrics, time, sha, csr, workspace);
        client = new TlsClientManagementCluster(records, fabrics, time, workspace);
    }
}
