package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.AccessControlSpec;

/** AccessControlEntryStruct (Matter core 9.10.5.6) from and to TLV, and what it may say. */
final class AccessControlEntryCodec {
    private static final int MAX_VENDOR_PREFIX = 0xFFF4;
    private static final long CAT_PREFIX = 0xFFFFFFFD00000000L;
    private static final long GROUP_PREFIX = 0xFFFFFFFFFFFF0000L;

    /** The one that was parsed, or is to be written. */
    final AccessControlEntry entry;

    AccessControlEntryCodec(AccessControlEntry entry) {
        this.entry = entry;
    }

    /** An operational node id, or a CAT with a version: what may be a subject of CASE. */
    static boolean isCaseSubject(long id) {
        if ((id & 0xFFFFFFFF00000000L) == CAT_PREFIX) {
            return (id & 0xFFFF) != 0;
        }
        return MatterCertificate.isOperationalNodeId(id);
    }

    /**
     * Parses the entry {@code value} stands on into {@link #entry}, checks it and leaves it behind;
     * an ImStatus.
     */
    int parse(TlvReader value, int fabricIndex) {
        entry.clear();
        entry.fabricIndex = fabricIndex;
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            int status = member(value);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            walk = value.next();
        }
        if (walk != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        return check();
    }

    private int member(TlvReader value) {
        switch (value.tag()) {
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE:
                entry.privilege = value.u8();
                return numberStatus(entry.privilege);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE:
                entry.authMode = value.u8();
                return numberStatus(entry.authMode);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS:
                return value.isNull() ? ImStatus.SUCCESS : subjects(value);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS:
                return value.isNull() ? ImStatus.SUCCESS : targets(value);
            default:
                // The fabric index of a written entry does not count.
                return ImStatus.SUCCESS;
        }
    }

    private static int numberStatus(int value) {
        return value >= 0 ? ImStatus.SUCCESS : CommandFields.writeStatus(value);
    }

    private int subjects(TlvReader value) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entry.subjectCount = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (value.readU64() != CodecStatus.OK) {
                return ImStatus.INVALID_DATA_TYPE;
            }
            if (entry.subjectCount == AccessControlEntry.MAX_SUBJECTS) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            entry.subjects[entry.subjectCount++] = value.value();
            status = value.next();
        }
        return status == CodecStatus.END && value.exit() == CodecStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_DATA_TYPE;
    }

    private int targets(TlvReader value) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entry.targetCount = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (entry.targetCount == AccessControlEntry.MAX_TARGETS) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int target = target(value, entry.targetCount);
            if (target != ImStatus.SUCCESS) {
                return target;
            }
            entry.targetCount++;
            status = value.next();
        }
        return status == CodecStatus.END && value.exit() == CodecStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_DATA_TYPE;
    }

    private int target(TlvReader value, int at) {
        int any = AccessControlEntry.ANY;
        entry.targetCluster[at] = any;
        entry.targetEndpoint[at] = any;
        entry.targetDeviceType[at] = any;
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (!value.isNull()) {
                int member = targetMember(value, at);
                if (member != ImStatus.SUCCESS) {
                    return member;
                }
            }
            status = value.next();
        }
        if (status != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        boolean endpoint = entry.targetEndpoint[at] != any;
        boolean deviceType = entry.targetDeviceType[at] != any;
        return endpoint && deviceType || !endpoint && !deviceType && entry.targetCluster[at] == any
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.SUCCESS;
    }

    private int targetMember(TlvReader value, int at) {
        long id = value.u32();
        switch (value.tag()) {
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_CLUSTER:
                if (id < 0 || !isClusterId((int) id)) {
                    break;
                }
                entry.targetCluster[at] = (int) id;
                return ImStatus.SUCCESS;
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_ENDPOINT:
                if (id < 0 || id > 0xFFFE) {
                    break;
                }
                entry.targetEndpoint[at] = (int) id;
                return ImStatus.SUCCESS;
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_DEVICE_TYPE:
                if (id < 0 || (id & 0xFFFF) > 0xBFFF || id >>> 16 > MAX_VENDOR_PREFIX) {
                    break;
                }
                entry.targetDeviceType[at] = (int) id;
                return ImStatus.SUCCESS;
            default:
                return ImStatus.SUCCESS;
        }
        return id == CodecStatus.WRONG_TYPE
                ? ImStatus.INVALID_DATA_TYPE
                : ImStatus.CONSTRAINT_ERROR;
    }

    /** Standard clusters are 0x0000 to 0x7FFF, a manufacturer's 0xFC00 to 0xFFFE (7.18.2.14). */
    private static boolean isClusterId(int id) {
        int prefix = id >>> 16;
        int suffix = id & 0xFFFF;
        return prefix == 0
                ? suffix <= 0x7FFF
                : prefix <= MAX_VENDOR_PREFIX && suffix >= 0xFC00 && suffix <= 0xFFFE;
    }

    private int check() {
        if (entry.privilege < Privilege.VIEW || entry.privilege > Privilege.ADMINISTER) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        boolean group = entry.authMode == Subject.AUTH_MODE_GROUP;
        if (!group && entry.authMode != Subject.AUTH_MODE_CASE
                || group && entry.privilege == Privilege.ADMINISTER) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        for (int i = 0; i < entry.subjectCount; i++) {
            long id = entry.subjects[i];
            if (group ? !isGroupSubject(id) : !isCaseSubject(id)) {
                return ImStatus.CONSTRAINT_ERROR;
            }
        }
        return ImStatus.SUCCESS;
    }

    /** A group id, as such or in the form of a group node id. */
    private static boolean isGroupSubject(long id) {
        long prefix = id & GROUP_PREFIX;
        return (id & 0xFFFF) != 0 && (prefix == 0 || prefix == GROUP_PREFIX);
    }

    /** Writes the entry; without {@code all} only what other fabrics may see. */
    void put(int tag, boolean all, TlvWriter out) {
        out.startStruct(tag);
        if (all) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE, entry.privilege);
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE, entry.authMode);
            putSubjects(out);
            putTargets(out);
        }
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_FABRIC_INDEX, entry.fabricIndex);
        out.endContainer();
    }

    private void putSubjects(TlvWriter out) {
        if (entry.subjectCount == 0) {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS);
            return;
        }
        out.startArray(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS);
        for (int i = 0; i < entry.subjectCount; i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, entry.subjects[i]);
        }
        out.endContainer();
    }

    private void putTargets(TlvWriter out) {
        if (entry.targetCount == 0) {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS);
            return;
        }
        out.startArray(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS);
        for (int i = 0; i < entry.targetCount; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_CLUSTER,
                    entry.targetCluster[i],
                    out);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_ENDPOINT,
                    entry.targetEndpoint[i],
                    out);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_DEVICE_TYPE,
                    entry.targetDeviceType[i],
                    out);
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putTarget(int tag, int id, TlvWriter out) {
        if (id == AccessControlEntry.ANY) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, id & 0xFFFFFFFFL);
        }
    }
}
