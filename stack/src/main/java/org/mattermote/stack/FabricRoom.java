package org.mattermote.stack;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.GroupKeyManagementCluster;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.ChainWorkspace;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricKeySchedule;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.GroupKeyMap;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AccessControlList;

/** Fabrics and what is kept by fabric. */
final class FabricRoom {
    final Scratch scratch;
    final RecordStore records;
    final FabricKeySchedule schedule;
    final GroupKeys groupKeys;
    final GroupKeyMap groupKeyMap;
    final GroupTable groups;
    final FabricTable fabrics;

    /** Null where the wiring names none. */
    final ResumptionRecords resumption;

    final FailSafe failSafe;
    final NodeTime time;
    final AccessControlList accessControl;

    /** Known to every Groups cluster, and itself a cluster of endpoint 0. */
    final GroupKeyManagementCluster groupKeyManagement;

    /** For the administrator's certificates. */
    final CertificateChain chain;

    final CertificateChain caseChain;
    final ClusterWorkspace clusters;

    FabricRoom(
            Sizes sizes,
            Ports ports,
            CryptoRoom crypto,
            ResumptionRecords resumption,
            long buildTime) {
        scratch = new Scratch(FabricCertificates.KEPT, sizes.scratch());
        records = new RecordStore(ports.store, scratch);
        clusters = new ClusterWorkspace(records, scratch);
        schedule = new FabricKeySchedule(crypto.hmac, crypto.hkdf);
        groupKeys = new GroupKeys(sizes.fabrics, sizes.groupKeySets, schedule);
        groupKeyMap = new GroupKeyMap(sizes.fabrics, sizes.groups);
        groups = new GroupTable(sizes.fabrics, sizes.groups, sizes.endpointsPerGroup);
        fabrics = new FabricTable(sizes.fabrics, records, schedule, groupKeys, buildTime);
        fabrics.addRecords(groupKeyMap);
        fabrics.addRecords(groups);
        this.resumption = resumption;
        if (resumption != null) {
            fabrics.addRecords(resumption);
        }
        failSafe = new FailSafe(fabrics);
        time = new NodeTime(ports.clock, failSafe);
        accessControl = new AccessControlList(sizes.fabrics * sizes.accessControlEntries);
        groupKeyManagement =
                new GroupKeyManagementCluster(fabrics, groupKeys, groupKeyMap, groups, clusters);
        ChainWorkspace chains = new ChainWorkspace(crypto.sha, crypto.p256, crypto.jobs, scratch);
        chain = new CertificateChain(chains);
        caseChain = new CertificateChain(chains);
    }
}
