package org.mattermote.stack.sim;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;
import org.mattermote.stack.model.spec.GroupsSpec;

/** What an administrator does so that an endpoint of its device is in a group, one for a device. */
public final class SimMembership {
    public static final int TRUST_FIRST = 0;
    public static final int CACHE_AND_SYNC = 1;

    private static final int MAX_KEYS = 3;
    private static final int PRIVILEGE_OPERATE = 3;
    private static final int PRIVILEGE_ADMINISTER = 5;
    private static final int CASE = 2;
    private static final int GROUP_MODE = 3;

    public final int group;
    public final int keySet;

    private final SimAdministrator admin;
    private final int endpoint;

    public SimMembership(SimAdministrator admin, int endpoint, int group, int keySet) {
        this.admin = admin;
        this.endpoint = endpoint;
        this.group = group;
        this.keySet = keySet;
    }

    /** Key set, mapping, AddGroup; the group may do nothing yet. */
    public void join(int policy, byte[]... epochKeys) {
        writeKeys(policy, epochKeys);
        map();
        addGroup();
    }

    /** KeySetWrite; the keys start at 1, 2 and 3 µs. */
    public void writeKeys(int policy, byte[]... epochKeys) {
        admin.invoke(
                GroupKeyManagementSpec.ID,
                GroupKeyManagementSpec.CMD_KEY_SET_WRITE,
                out -> keySet(out, policy, epochKeys));
    }

    private void keySet(TlvWriter out, int policy, byte[]... epochKeys) {
        out.startStruct(0);
        out.putUnsigned(0, keySet);
        out.putUnsigned(1, policy);
        for (int i = 0; i < MAX_KEYS; i++) {
            if (i < epochKeys.length) {
                out.putBytes(2 + 2 * i, epochKeys[i], 0, epochKeys[i].length);
                out.putUnsigned(3 + 2 * i, i + 1);
            } else {
                out.putNull(2 + 2 * i);
                out.putNull(3 + 2 * i);
            }
        }
        out.endContainer();
    }

    /** The group is the fabric's only one that has a key. */
    public void map() {
        admin.expect(
                admin.client.write(
                        0,
                        GroupKeyManagementSpec.ID,
                        GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP,
                        out -> {
                            out.startArray(2);
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.putUnsigned(1, group);
                            out.putUnsigned(2, keySet);
                            out.endContainer();
                            out.endContainer();
                        }),
                "GroupKeyMap");
    }

    public void addGroup() {
        SimClient.Transaction added =
                admin.expect(
                        admin.client.invoke(
                                endpoint,
                                GroupsSpec.ID,
                                GroupsSpec.CMD_ADD_GROUP,
                                out -> {
                                    out.putUnsigned(0, group);
                                    out.putUtf8(1, new byte[0], 0, 0);
                                }),
                        "AddGroup");
        if (Im.field(added.answer(), 0) != 0) {
            throw new IllegalStateException("AddGroup: " + Im.field(added.answer(), 0));
        }
    }

    public void leave() {
        admin.expect(
                admin.client.invoke(
                        endpoint, GroupsSpec.ID, GroupsSpec.CMD_REMOVE_ALL_GROUPS, out -> {}),
                "RemoveAllGroups");
    }

    /** Beside the administrator the group may operate the device. */
    public void allow() {
        access(true);
    }

    /** Nobody but the administrator may do anything. */
    public void forbid() {
        access(false);
    }

    private void access(boolean groups) {
        admin.expect(
                admin.client.write(
                        0,
                        AccessControlSpec.ID,
                        AccessControlSpec.ATTR_ACL,
                        out -> {
                            out.startArray(2);
                            entry(out, PRIVILEGE_ADMINISTER, CASE, admin.own.nodeId());
                            if (groups) {
                                entry(out, PRIVILEGE_OPERATE, GROUP_MODE, group);
                            }
                            out.endContainer();
                        }),
                "ACL");
    }

    private static void entry(TlvWriter out, int privilege, int mode, long subject) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, privilege);
        out.putUnsigned(2, mode);
        out.startArray(3);
        out.putUnsigned(TlvTag.ANONYMOUS, subject);
        out.endContainer();
        out.putNull(4);
        out.endContainer();
    }
}
