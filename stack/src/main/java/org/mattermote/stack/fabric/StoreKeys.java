package org.mattermote.stack.fabric;

/**
 * Keys of everything the stack keeps in the {@code KeyValueStore}: one table, so that two rooms
 * never meet on a key. All records are TLV and begin with a version.
 *
 * <pre>
 *  key              record                                             owner
 *  0x0001           fabric indices in use, last index given, last      fabric.FabricTable
 *                   known good time
 *  0x0002           regulatory configuration                           cluster.GeneralCommissioning
 *  0x0003           node label, location, local config (Basic Info)    cluster.BasicInformation
 *  0x0004           reboot count, total operational hours              cluster.GeneralDiagnostics
 *  0x0005           boundary of the event numbers                      interact
 *  0x0006           boundary of the group data counter                 message.PersistedCounter
 *  0x0007           unique id made on the device                       cluster.BasicInformation
 *  0x0008           boundary of the group control counter              message.PersistedCounter
 *  0x0009           boundary of the Check-In counter                   message.PersistedCounter
 *  0x000A           network configurations                             cluster.NetworkTable
 *  0x000B           trusted time source, default NTP server            time.TimeSyncClientCluster
 *  0x000C           active locale                                      cluster.LocalizationConfiguration
 *  0x000D           hour format, calendar                              cluster.TimeFormatLocalization
 *  0x000E           temperature unit                                   cluster.UnitLocalization
 *  0x000F           time zones, daylight saving                        cluster.TimeSynchronization
 *  0x0010..0x00FF   free for an application
 *  0x0100 + fabric  ids, private key, label of a fabric (1..254)       fabric.FabricTable
 *  0x0200 + fabric  access control list of a fabric                    cluster.AccessControl
 *  0x0300 + fabric  group key sets of a fabric, the IPK among them     fabric.GroupKeys
 *  0x0400 + fabric  GroupKeyMap of a fabric                            fabric.GroupKeyMap
 *  0x0500 + fabric  group membership of all endpoints of a fabric      fabric.GroupTable
 *  0x0700 + fabric  registered clients of a fabric                     fabric.RegisteredClients
 *  0x0800 + fabric  resumption records of a fabric                     fabric.ResumptionRecords
 *  0x0900 + fabric  root certificate of a fabric                       fabric.FabricCertificates
 *  0x0A00 + fabric  ICAC of a fabric                                   fabric.FabricCertificates
 *  0x0B00 + fabric  NOC of a fabric                                    fabric.FabricCertificates
 *  0x0C00 + fabric  bindings of all endpoints of a fabric              fabric.BindingTable
 *  0x0D00 + fabric  VVSC of a fabric                                   fabric.FabricCertificates
 *  0x0E00 + fabric  VIDVerificationStatement of a fabric               fabric.FabricCertificates
 *  0x0F00 + fabric  access control extension of a fabric               cluster.AccessControl
 *  0x1000 + n       On/Off of endpoint n (0..4095)                     cluster.OnOff
 *  0x2000 + n       Level Control of endpoint n                        cluster
 *  0x3000 + n       Camera AV Stream Management of endpoint n          webrtc-lite
 *  0x4000 + n       HoldTime of endpoint n                             cluster.OccupancySensing
 *  0x5000 + n       Color Control of endpoint n                        cluster.ColorControl
 *  0x6000 + n       labels of endpoint n                               cluster.UserLabel
 *  0x7000 + n       subscription in place n (0..2047)                  interact
 *  0x7800 + 16n + i part i (0..15) of what has place n (0..126)        tls
 *  0x7FFF           ids that are given next                            tls
 *  0x8000 + 16n + i scene in place i (0..15) of endpoint n (0..2047)   cluster.SceneTable
 * </pre>
 */
public final class StoreKeys {
    public static final int FABRIC_TABLE = 0x0001;
    public static final int REGULATORY = 0x0002;
    public static final int BASIC_INFORMATION = 0x0003;
    public static final int GENERAL_DIAGNOSTICS = 0x0004;
    public static final int EVENT_NUMBERS = 0x0005;
    public static final int GROUP_DATA_COUNTER = 0x0006;
    public static final int UNIQUE_ID = 0x0007;
    public static final int GROUP_CONTROL_COUNTER = 0x0008;
    public static final int CHECK_IN_COUNTER = 0x0009;
    public static final int NETWORKS = 0x000A;
    public static final int TIME_SOURCES = 0x000B;
    public static final int ACTIVE_LOCALE = 0x000C;
    public static final int TIME_FORMAT = 0x000D;
    public static final int UNITS = 0x000E;
    public static final int TIME_ZONES = 0x000F;
    public static final int TLS_IDS = 0x7FFF;

    /** Places that there are keys for. */
    public static final int TLS_PLACES = 127;

    /** Kinds of records that fabrics have, from 1: {@link #ofFabric}. */
    static final int FABRIC_KINDS = 0x0F;

    private StoreKeys() {}

    /** Record of a kind of a fabric. */
    static int ofFabric(int kind, int fabricIndex) {
        return kind << 8 | fabricIndex;
    }

    public static int fabric(int fabricIndex) {
        return 0x0100 + fabricIndex;
    }

    public static int accessControl(int fabricIndex) {
        return 0x0200 + fabricIndex;
    }

    public static int groupKeys(int fabricIndex) {
        return 0x0300 + fabricIndex;
    }

    public static int groupKeyMap(int fabricIndex) {
        return 0x0400 + fabricIndex;
    }

    public static int groupTable(int fabricIndex) {
        return 0x0500 + fabricIndex;
    }

    public static int registeredClients(int fabricIndex) {
        return 0x0700 + fabricIndex;
    }

    public static int resumption(int fabricIndex) {
        return 0x0800 + fabricIndex;
    }

    public static int rcac(int fabricIndex) {
        return 0x0900 + fabricIndex;
    }

    public static int icac(int fabricIndex) {
        return 0x0A00 + fabricIndex;
    }

    public static int noc(int fabricIndex) {
        return 0x0B00 + fabricIndex;
    }

    public static int bindings(int fabricIndex) {
        return 0x0C00 + fabricIndex;
    }

    public static int vvsc(int fabricIndex) {
        return 0x0D00 + fabricIndex;
    }

    public static int vidVerificationStatement(int fabricIndex) {
        return 0x0E00 + fabricIndex;
    }

    public static int accessControlExtension(int fabricIndex) {
        return 0x0F00 + fabricIndex;
    }

    /** On/Off state of an endpoint below 4096. */
    public static int onOff(int endpoint) {
        return 0x1000 + endpoint;
    }

    public static int level(int endpoint) {
        return 0x2000 + endpoint;
    }

    public static int cameraStreams(int endpoint) {
        return 0x3000 + endpoint;
    }

    public static int occupancy(int endpoint) {
        return 0x4000 + endpoint;
    }

    public static int color(int endpoint) {
        return 0x5000 + endpoint;
    }

    public static int userLabels(int endpoint) {
        return 0x6000 + endpoint;
    }

    /** A place of the table of subscriptions below 2048. */
    public static int subscription(int place) {
        return 0x7000 + place;
    }

    /** A part below 16 of what has a place below {@link #TLS_PLACES}. */
    public static int tlsPiece(int place, int part) {
        return 0x7800 + 16 * place + part;
    }

    /** A place of the scene table of an endpoint below 2048. */
    public static int scene(int endpoint, int place) {
        return 0x8000 + 16 * endpoint + place;
    }
}
