package org.mattermote.firmware.boot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.model.spec.AdministratorCommissioningSpec;
import org.mattermote.stack.model.spec.BasicInformationSpec;
import org.mattermote.stack.model.spec.BindingSpec;
import org.mattermote.stack.model.spec.BooleanStateSpec;
import org.mattermote.stack.model.spec.DescriptorSpec;
import org.mattermote.stack.model.spec.EthernetNetworkDiagnosticsSpec;
import org.mattermote.stack.model.spec.GeneralCommissioningSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;
import org.mattermote.stack.model.spec.GroupsSpec;
import org.mattermote.stack.model.spec.IcdManagementSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.LocalizationConfigurationSpec;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.model.spec.OccupancySensingSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.model.spec.WiFiNetworkDiagnosticsSpec;

class CompositionCheckTest {
    private static final Specification SPECIFICATION = Specification.load();
    private static final int CONTACT_SENSOR = 0x0015;
    private static final int ROOT_NODE = 0x0016;
    private static final int ON_OFF_LIGHT = 0x0100;
    private static final int ON_OFF_LIGHT_SWITCH = 0x0103;
    private static final int CAMERA = 0x0142;
    private static final int BATTERY_STORAGE = 0x0018;

    /** A cluster that has what it is told to have; every value is a list of client clusters. */
    private static final class Bare extends Cluster {
        private final int[] events;
        private final int[] value;

        Bare(
                ClusterSpec spec,
                int features,
                int[] attributes,
                int[] commands,
                int[] events,
                int... value) {
            super(spec, features, attributes, commands);
            this.events = events;
            this.value = value;
        }

        @Override
        public int[] events() {
            return events;
        }

        @Override
        public int read(int attribute, AttributeRead in, TlvWriter out) {
            if (spec().id() != DescriptorSpec.ID) {
                out.putUnsigned(in.tag, value[0]);
                return ImStatus.SUCCESS;
            }
            out.startArray(in.tag);
            for (int id : value) {
                out.putUnsigned(TlvTag.ANONYMOUS, id);
            }
            out.endContainer();
            return ImStatus.SUCCESS;
        }
    }

    private static int[] ids(int... ids) {
        return ids;
    }

    /** With all that the specification makes mandatory for these features, and nothing else. */
    private static Cluster least(ClusterSpec spec, int features, int... value) {
        Cluster found = new Bare(spec, features, ids(), ids(), ids(), value);
        String clusterName = SPECIFICATION.clusterName(spec.id());
        for (boolean more = true; more; ) {
            List<List<Integer>> have = new ArrayList<>();
            for (int[] ids : List.of(found.attributes(), found.commands(), found.events())) {
                have.add(new ArrayList<>(Arrays.stream(ids).boxed().toList()));
            }
            more = false;
            for (String flaw : flaws(List.of(), new Endpoint(1, ids(), new Cluster[] {found}))) {
                if (flaw.startsWith("endpoint 1 " + clusterName) && flaw.endsWith("is missing")) {
                    int id = Integer.decode(flaw.replaceAll(".*\\((0x\\w+)\\) is missing", "$1"));
                    int kind =
                            flaw.contains(": attribute") ? 0 : flaw.contains(": command") ? 1 : 2;
                    have.get(kind).add(id);
                    more = true;
                }
            }
            int[][] all =
                    have.stream()
                            .map(list -> list.stream().sorted().mapToInt(i -> i).toArray())
                            .toArray(int[][]::new);
            found = new Bare(spec, features, all[0], all[1], all[2], value);
        }
        return found;
    }

    private static Cluster descriptor(int... clients) {
        return new Bare(new DescriptorSpec(), 0, ids(0, 1, 2, 3), ids(), ids(), clients);
    }

    private static List<Cluster> root() {
        return new ArrayList<>(
                List.of(
                        descriptor(),
                        least(new BasicInformationSpec(), 0),
                        least(new AccessControlSpec(), 0),
                        least(new GroupKeyManagementSpec(), 0),
                        least(new GeneralCommissioningSpec(), 0),
                        least(new NetworkCommissioningSpec(), 1 << 2),
                        least(new AdministratorCommissioningSpec(), 0),
                        least(new OperationalCredentialsSpec(), 0),
                        least(new GeneralDiagnosticsSpec(), 0)));
    }

    private static Endpoint endpoint(int id, int type, int revision, Cluster... clusters) {
        return new Endpoint(id, new int[] {type, revision}, clusters);
    }

    private static Endpoint contactSensor(int id) {
        return endpoint(
                id,
                CONTACT_SENSOR,
                2,
                descriptor(),
                least(new IdentifySpec(), 0),
                least(new BooleanStateSpec(), 0));
    }

    private static List<String> flaws(List<Cluster> root, Endpoint... more) {
        Endpoint[] all = new Endpoint[more.length + 1];
        all[0] = endpoint(0, ROOT_NODE, 3, root.toArray(new Cluster[0]));
        System.arraycopy(more, 0, all, 1, more.length);
        return CompositionCheck.flaws(SPECIFICATION, new Node(all, 1));
    }

    @Test
    void shouldFindNothingWrongWithTheLeastThatIsRight() {
        assertEquals(List.of(), flaws(root(), contactSensor(1)));
    }

    @Test
    void shouldNameEveryClusterOfTheRootNode() {
        assertEquals(
                List.of(
                        "endpoint 0 Root Node (0x0016): Descriptor (0x001D) is missing",
                        "endpoint 0 Root Node (0x0016): Basic Information (0x0028) is missing",
                        "endpoint 0 Root Node (0x0016): Access Control (0x001F) is missing",
                        "endpoint 0 Root Node (0x0016): Group Key Management (0x003F) is missing",
                        "endpoint 0 Root Node (0x0016): General Commissioning (0x0030) is missing",
                        "endpoint 0 Root Node (0x0016): Network Commissioning (0x0031) is missing",
                        "endpoint 0 Root Node (0x0016): Administrator Commissioning (0x003C) is"
                                + " missing",
                        "endpoint 0 Root Node (0x0016): Operational Credentials (0x003E) is missing",
                        "endpoint 0 Root Node (0x0016): General Diagnostics (0x0033) is missing"),
                flaws(List.of()));
    }

    /** SpecificationVersion is what every cluster here answers with. */
    @Test
    void shouldHoldANodeAgainstTheSpecificationItAnnounces() {
        Cluster basic = least(new BasicInformationSpec(), 0, 0x01050100);
        Endpoint root = endpoint(0, ROOT_NODE, 4, basic);
        Endpoint camera = endpoint(1, CAMERA, 1, descriptor());
        Node node = new Node(new Endpoint[] {root, camera}, 1);
        Specification revised = Specification.of(node);
        assertEquals("1.5.1", revised.version());
        List<String> flaws = CompositionCheck.flaws(revised, node);
        String endpoint0 = "endpoint 0 Root Node (0x0016): ";
        String endpoint1 = "endpoint 1 Camera (0x0142): ";
        for (String flaw :
                List.of(
                        endpoint0 + "Time Synchronization (0x0038) is missing",
                        endpoint0 + "the client of Time Synchronization (0x0038) is missing",
                        endpoint0 + "TLS Certificate Management (0x0801) is missing",
                        endpoint0 + "TLS Client Management (0x0802) is missing",
                        endpoint0 + "an endpoint with Power Source (0x0011) is missing",
                        endpoint1 + "Camera AV Stream Management (0x0551) is missing",
                        endpoint1 + "WebRTC Transport Provider (0x0553) is missing",
                        endpoint1
                                + "the client of WebRTC Transport Requestor (0x0554) is"
                                + " missing")) {
            assertTrue(flaws.contains(flaw), flaw + "\n" + String.join("\n", flaws));
        }
        Node light = new Node(new Endpoint[] {root}, 1);
        assertEquals(
                List.of(),
                CompositionCheck.flaws(revised, light).stream()
                        .filter(flaw -> flaw.contains("Time Sync") || flaw.contains("TLS"))
                        .toList());
    }

    @Test
    void shouldNameWhatADeviceTypeAsksFor() {
        Endpoint light =
                endpoint(
                        1,
                        ON_OFF_LIGHT,
                        3,
                        descriptor(),
                        least(new IdentifySpec(), 0),
                        least(new GroupsSpec(), 0),
                        least(new OnOffSpec(), 0));
        assertEquals(
                List.of(
                        "endpoint 1 On/Off Light (0x0100): Identify (0x0003) lacks command"
                                + " TriggerEffect (0x40)",
                        "endpoint 1 On/Off Light (0x0100): Scenes Management (0x0062) is missing",
                        "endpoint 1 On/Off Light (0x0100): On/Off (0x0006) lacks feature LT"
                                + " (Lighting)"),
                flaws(root(), light));
    }

    @Test
    void shouldAskForValuesOfAClusterThatIsThereByChoice() {
        Cluster identify = new Bare(new IdentifySpec(), 0, ids(0, 1), ids(0, 0x40), ids());
        Cluster scenes =
                new Bare(
                        new ScenesManagementSpec(),
                        0,
                        ids(1, 2),
                        ids(0, 1, 2, 3, 4, 5, 6, 0x40),
                        ids());
        int[] attributes = {0, 1, 2, 3, 0x0F, 0x11, 0x4000};
        Cluster level =
                new Bare(
                        new LevelControlSpec(),
                        3,
                        attributes,
                        ids(0, 1, 2, 3, 4, 5, 6, 7),
                        ids(),
                        5);
        Endpoint light =
                endpoint(
                        1,
                        ON_OFF_LIGHT,
                        3,
                        descriptor(),
                        identify,
                        least(new GroupsSpec(), 0),
                        scenes,
                        least(new OnOffSpec(), OnOffSpec.FEATURE_LIGHTING),
                        level);
        assertEquals(
                List.of(
                        "endpoint 1 On/Off Light (0x0100): Level Control (0x0008): attribute"
                                + " MinLevel (0x0002) is 5, must be 1",
                        "endpoint 1 On/Off Light (0x0100): Level Control (0x0008): attribute"
                                + " MaxLevel (0x0003) is 5, must be 254"),
                flaws(root(), light));
    }

    @Test
    void shouldNameWrongRevisionsAndUnknownDeviceTypes() {
        Endpoint old = endpoint(1, CONTACT_SENSOR, 1, contactClusters());
        Endpoint unknown = endpoint(2, 0x7777, 1, descriptor());
        Endpoint none = new Endpoint(3, ids(), new Cluster[] {descriptor()});
        assertEquals(
                List.of(
                        "endpoint 1 Contact Sensor (0x0015): revision 1, must be 2",
                        "endpoint 2 device type (0x7777): is no device type of this specification",
                        "endpoint 3 has no device type"),
                flaws(root(), old, unknown, none));
    }

    private static Cluster[] contactClusters() {
        return new Cluster[] {
            descriptor(), least(new IdentifySpec(), 0), least(new BooleanStateSpec(), 0),
        };
    }

    @Test
    void shouldHaveOneRootNode() {
        Endpoint second = endpoint(1, ROOT_NODE, 3, root().toArray(new Cluster[0]));
        assertEquals(
                List.of(
                        "endpoint 0: Root Node (0x0016) is missing",
                        "endpoint 1: Root Node (0x0016) is for endpoint 0 alone"),
                CompositionCheck.flaws(
                                SPECIFICATION,
                                new Node(
                                        new Endpoint[] {
                                            endpoint(0, CONTACT_SENSOR, 2, contactClusters()),
                                            second
                                        },
                                        1))
                        .stream()
                        .filter(flaw -> !flaw.contains("feature TAGLIST"))
                        .toList());
    }

    @Test
    void shouldWantTagsWhereDeviceTypesAreTwice() {
        assertEquals(
                List.of(
                        "endpoint 1 Contact Sensor (0x0015): Descriptor (0x001D) lacks feature"
                                + " TAGLIST (Tag List)",
                        "endpoint 2 Contact Sensor (0x0015): Descriptor (0x001D) lacks feature"
                                + " TAGLIST (Tag List)"),
                flaws(root(), contactSensor(1), contactSensor(2)));
    }

    @Test
    void shouldWantClientsAndBindingOfASwitch() {
        Cluster identify = least(new IdentifySpec(), 0);
        Endpoint without = endpoint(1, ON_OFF_LIGHT_SWITCH, 3, descriptor(), identify);
        assertEquals(
                List.of(
                        "endpoint 1 On/Off Light Switch (0x0103): the client of Identify (0x0003)"
                                + " is missing",
                        "endpoint 1 On/Off Light Switch (0x0103): the client of On/Off (0x0006) is"
                                + " missing"),
                flaws(root(), without));
        Endpoint unbound = endpoint(1, ON_OFF_LIGHT_SWITCH, 3, descriptor(3, 6), identify);
        assertEquals(
                List.of("endpoint 1 On/Off Light Switch (0x0103): Binding (0x001E) is missing"),
                flaws(root(), unbound));
        Endpoint bound =
                endpoint(
                        1,
                        ON_OFF_LIGHT_SWITCH,
                        3,
                        descriptor(3, 6),
                        identify,
                        least(new BindingSpec(), 0));
        assertEquals(List.of(), flaws(root(), bound));
    }

    @Test
    void shouldWantTheOtherEndpointsOfAComposedDevice() {
        Endpoint storage = endpoint(1, BATTERY_STORAGE, 1, descriptor());
        List<String> flaws = flaws(root(), storage);
        assertTrue(
                flaws.contains(
                        "endpoint 1 Battery Storage (0x0018): an endpoint with Power Source"
                                + " (0x0011) is missing"),
                flaws::toString);
    }

    @Test
    void shouldTakeWhatHangsOnConditionsOfTheRootNode() {
        // A locale is claimed by no one, so nothing of it is mandatory; what is there is welcome.
        List<Cluster> root = root();
        root.add(least(new LocalizationConfigurationSpec(), 0));
        root.add(least(new EthernetNetworkDiagnosticsSpec(), 0));
        root.add(least(new IcdManagementSpec(), 0));
        assertEquals(List.of(), flaws(root, contactSensor(1)));
        root.add(least(new WiFiNetworkDiagnosticsSpec(), 0));
        assertEquals(
                List.of(
                        "endpoint 0 Root Node (0x0016): Wi-Fi Network Diagnostics (0x0036) must not"
                                + " be there"),
                flaws(root, contactSensor(1)));
    }

    @Test
    void shouldHoldAClusterAgainstItsOwnFeatures() {
        Cluster onOff =
                new Bare(
                        new OnOffSpec(),
                        OnOffSpec.FEATURE_LIGHTING,
                        ids(0, 0x4000, 0x4001, 0x4002),
                        ids(0, 1, 2, 0x40, 0x42, 0x55),
                        ids());
        assertEquals(
                List.of(
                        "endpoint 1 On/Off (0x0006): attribute StartUpOnOff (0x4003) is missing",
                        "endpoint 1 On/Off (0x0006): command OnWithRecallGlobalScene (0x41) is"
                                + " missing",
                        "endpoint 1 On/Off (0x0006): command 0x55 is unknown"),
                ofCluster(onOff));
        Cluster plain = new Bare(new OnOffSpec(), 1 << 9, ids(0, 0x4001), ids(0, 1, 2), ids());
        assertEquals(
                List.of(
                        "endpoint 1 On/Off (0x0006): attribute OnTime (0x4001) must not be there",
                        "endpoint 1 On/Off (0x0006): feature bit 9 is unknown"),
                ofCluster(plain));
    }

    @Test
    void shouldCountChoices() {
        Cluster blind = new Bare(new OccupancySensingSpec(), 0, ids(0, 1, 2), ids(), ids());
        assertEquals(
                List.of(
                        "endpoint 1 Occupancy Sensing (0x0406): at least 1 of the features OTHER,"
                                + " PIR, US, PHY, AIR, RAD, RFS, VIS, not 0"),
                ofCluster(blind));
        Cluster both = least(new NetworkCommissioningSpec(), 3);
        assertEquals(
                List.of(
                        "endpoint 1 Network Commissioning (0x0031): 1 of the features WI, TH, ET,"
                                + " not 2"),
                ofCluster(both));
    }

    @Test
    void shouldWantEventsToo() {
        Cluster silent =
                new Bare(
                        new BasicInformationSpec(),
                        0,
                        least(new BasicInformationSpec(), 0).attributes(),
                        ids(),
                        ids());
        assertEquals(
                List.of("endpoint 1 Basic Information (0x0028): event StartUp (0x00) is missing"),
                ofCluster(silent));
    }

    private static List<String> ofCluster(Cluster cluster) {
        String name = "endpoint 1 " + SPECIFICATION.clusterName(cluster.id()) + ":";
        return flaws(root(), endpoint(1, CONTACT_SENSOR, 2, cluster)).stream()
                .filter(flaw -> flaw.startsWith(name))
                .toList();
    }
}
