package org.mattermote.stack.fabric;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.mem.Scratch;

/** The fabric room of one node as a test needs it, and fabrics from the vectors. */
public final class TestFabrics implements FabricListener, FailSafeListener {
    public static final byte[] IPK_EPOCH = Vectors.hex("00112233445566778899aabbccddeeff");

    public final MemoryStore store;
    public final Sha256 sha = new Sha256();
    public final P256 p256 = new P256();
    public final Ecdsa ecdsa = new Ecdsa(p256);
    public final SoftwareCrypto crypto = new SoftwareCrypto(p256, ecdsa, new Spake2pVerifier(p256));
    public final CryptoJobs jobs = new CryptoJobs(crypto);
    public final FabricKeySchedule schedule = new FabricKeySchedule(new Hmac(), new Hkdf());
    public final Scratch scratch =
            new Scratch(FabricCertificates.KEPT, FabricCertificates.KEPT + 1300);
    public final RecordStore records;
    public final ChainWorkspace chains = new ChainWorkspace(sha, p256, jobs, scratch);
    public final CertificateChain chain = new CertificateChain(chains);
    public final GroupKeys groupKeys;
    public final GroupKeyMap groupKeyMap = new GroupKeyMap(5, 4);
    public final GroupTable groups = new GroupTable(5, 4, 2);
    public final FabricTable table;
    public final FailSafe failSafe;
    public final List<String> events = new ArrayList<>();

    public TestFabrics(MemoryStore store) {
        this.store = store;
        groupKeys = new GroupKeys(5, 3, schedule);
        records = new RecordStore(store, scratch);
        table = new FabricTable(5, records, schedule, groupKeys, 600_000_000L);
        table.addRecords(groupKeyMap);
        table.addRecords(groups);
        failSafe = new FailSafe(table);
        table.addListener(this);
        failSafe.addListener(this);
    }

    private static final JsonObject CERTS =
            Vectors.read("operational_certs.json").getAsJsonObject("certs");

    public static byte[] tlv(String name) {
        return Vectors.hex(CERTS.getAsJsonObject(name), "tlv");
    }

    public static byte[] key(String name) {
        return Vectors.hex(CERTS.getAsJsonObject(name), "private_key");
    }

    public static JsonObject certificate(String name) {
        return CERTS.getAsJsonObject(name);
    }

    /** What begin answered, or all the steps after it. */
    public static int finish(CertificateChain chain, int begun) {
        int status = begun;
        while (status == FabricStatus.MORE) {
            status = chain.step();
        }
        return status;
    }

    /** What AddNOC does with a verified chain. */
    public Fabric add(String root, String icac, String noc) {
        byte[] r = tlv(root);
        byte[] i = icac == null ? new byte[0] : tlv(icac);
        byte[] n = tlv(noc);
        int status =
                finish(
                        chain,
                        chain.begin(
                                r, 0, r.length, n, 0, n.length, i, 0, i.length, -1, 600_000_000L));
        if (status != FabricStatus.OK) {
            throw new IllegalStateException("chain " + status);
        }
        Fabric fabric =
                table.add(
                        chain, r, r.length, i, 0, i.length, n, 0, n.length, key(noc), IPK_EPOCH, 0,
                        0xFFF1);
        if (fabric != null) {
            failSafe.nocAdded(fabric);
            table.announce(fabric, 0);
        }
        return fabric;
    }

    /** What UpdateNOC does with a verified chain. */
    public void update(Fabric fabric, String icac, String noc) {
        byte[] i = icac == null ? new byte[0] : tlv(icac);
        byte[] n = tlv(noc);
        int status =
                finish(
                        chain,
                        chain.begin(
                                table.certificates(),
                                fabric,
                                n,
                                0,
                                n.length,
                                i,
                                0,
                                i.length,
                                -1,
                                600_000_000L));
        if (status != FabricStatus.OK) {
            throw new IllegalStateException("chain " + status);
        }
        table.replace(fabric, chain, i, 0, i.length, n, 0, n.length, key(noc), 0);
        failSafe.nocUpdated(fabric);
    }

    /** A certificate of a fabric; empty for no ICAC. */
    public byte[] certificate(Fabric fabric, int kind) {
        byte[] out = new byte[Fabric.MAX_CERTIFICATE];
        int length = table.certificates().read(fabric, kind, out, 0);
        if (length < 0) {
            throw new IllegalStateException("certificate " + kind + ": " + length);
        }
        return Arrays.copyOf(out, length);
    }

    /** The IPK a fabric was added with, as CASE knows it. */
    public byte[] ipk(Fabric fabric) {
        return Arrays.copyOf(fabric.ipks, GroupKeySet.KEY_LENGTH);
    }

    /** A whole commissioning, committed. */
    public Fabric commission(String root, String icac, String noc) {
        failSafe.armForPase(77, 0);
        Fabric fabric = add(root, icac, noc);
        if (failSafe.commit(0) != FabricStatus.OK) {
            throw new IllegalStateException("commit");
        }
        return fabric;
    }

    /** Everything the room has in memory, secrets included, as one text. */
    public String state() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < table.capacity(); i++) {
            Fabric f = table.at(i);
            if (f.isTaken()) {
                text.append(f.fabricIndex).append(' ').append(f.fabricId).append(' ');
                text.append(f.nodeId).append(' ').append(f.vendorId).append(' ');
                text.append(f.pending).append(' ');
                for (int kind = FabricCertificates.RCAC; kind <= FabricCertificates.NOC; kind++) {
                    text.append(Vectors.hex(certificate(f, kind))).append(' ');
                }
                text.append(Vectors.hex(f.privateKey)).append(' ');
                text.append(Vectors.hex(f.rootPublicKey)).append(' ');
                text.append(Vectors.hex(f.compressedFabricId)).append(' ');
                text.append(Vectors.hex(f.ipks)).append(' ');
                text.append(new String(f.label, 0, f.labelLength)).append('\n');
            }
        }
        for (int i = 0; i < groupKeys.capacity(); i++) {
            GroupKeySet s = groupKeys.at(i);
            if (s.isTaken()) {
                text.append("keys ")
                        .append((int) s.fabricIndex)
                        .append(' ')
                        .append((int) s.keySetId);
                text.append(' ').append(s.keyCount).append(' ').append(Vectors.hex(s.epochKeys));
                text.append('\n');
            }
        }
        for (int i = 0; i < groupKeyMap.size(); i++) {
            text.append("map ").append(groupKeyMap.fabricIndex(i)).append(' ');
            text.append(groupKeyMap.groupId(i)).append(' ').append(groupKeyMap.keySetId(i));
            text.append('\n');
        }
        for (int i = 0; i < groups.capacity(); i++) {
            if (groups.isTaken(i)) {
                text.append("group ").append(groups.fabricIndex(i)).append(' ');
                text.append(groups.groupId(i)).append(' ');
                text.append(new String(groups.names(), groups.nameOffset(i), groups.nameLength(i)));
                for (int e = 0; e < groups.endpointCount(i); e++) {
                    text.append(' ').append(groups.endpoint(i, e));
                }
                text.append('\n');
            }
        }
        text.append("lkg ").append(table.lastKnownGood());
        text.append(" next ").append(table.nextIndex());
        return byFabric(text.toString());
    }

    /** Puts the lines into an order that does not depend on slots. */
    public static String byFabric(String state) {
        List<String> lines = new ArrayList<>(List.of(state.split("\n")));
        lines.sort(Comparator.comparing(line -> line.replaceAll("^(\\S+ \\S+).*", "$1")));
        return String.join("\n", lines);
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {
        events.add("added " + fabric.fabricIndex);
    }

    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        events.add("updated " + fabric.fabricIndex);
    }

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        events.add("removed " + fabricIndex);
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        events.add("expired " + fabricIndex + " " + fabricWasAdded);
    }

    @Override
    public void failSafeCommitted(int fabricIndex, long now) {
        events.add("committed " + fabricIndex);
    }
}
