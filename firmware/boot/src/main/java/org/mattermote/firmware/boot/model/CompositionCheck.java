package org.mattermote.firmware.boot.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.mattermote.firmware.boot.model.Conformance.Choice;
import org.mattermote.firmware.boot.model.Conformance.Verdict;
import org.mattermote.firmware.boot.model.Specification.ClusterEntry;
import org.mattermote.firmware.boot.model.Specification.DeviceEntry;
import org.mattermote.firmware.boot.model.Specification.Element;
import org.mattermote.firmware.boot.model.Specification.ElementNeed;
import org.mattermote.firmware.boot.model.Specification.Need;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.DescriptorSpec;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IcdManagementSpec;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;

/**
 * Holds a composed node against the specification: clusters, features, attributes, commands, events
 * and values that its device types make mandatory, what each cluster makes mandatory by itself,
 * what may not be there, and revisions. A conformance that hangs on something which cannot be seen
 * from a node (whether it has a display, say) makes nothing mandatory.
 */
public final class CompositionCheck {
    private final Specification specification;
    private final Node node;
    private final Set<String> flaws = new LinkedHashSet<>();

    private CompositionCheck(Specification specification, Node node) {
        this.specification = specification;
        this.node = node;
    }

    /** What is wrong with the node, a line for each; empty if nothing is. */
    public static List<String> flaws(Specification specification, Node node) {
        CompositionCheck check = new CompositionCheck(specification, node);
        for (int i = 0; i < node.endpointCount(); i++) {
            check.endpoint(node.endpoint(i));
        }
        return new ArrayList<>(check.flaws);
    }

    private void endpoint(Endpoint endpoint) {
        if (endpoint.deviceTypeCount() == 0) {
            flaws.add("endpoint " + endpoint.id() + " has no device type");
        }
        boolean rootNode = false;
        for (int i = 0; i < endpoint.deviceTypeCount(); i++) {
            int type = endpoint.deviceType(i);
            rootNode |= type == DeviceTypes.ROOT_NODE;
            String where =
                    "endpoint " + endpoint.id() + " " + specification.deviceName(type) + ": ";
            DeviceEntry device = specification.device(type);
            if (device == null) {
                flaws.add(where + "is no device type of this specification");
                continue;
            }
            int revision = endpoint.deviceTypeRevision(i);
            if (revision != device.revision()) {
                flaws.add(where + "revision " + revision + ", must be " + device.revision());
            }
            needs(where, endpoint, device, specification.base());
            needs(where, endpoint, device, device);
        }
        if (rootNode != (endpoint.id() == 0)) {
            String root = specification.deviceName(DeviceTypes.ROOT_NODE);
            String must = rootNode ? " is for endpoint 0 alone" : " is missing";
            flaws.add("endpoint " + endpoint.id() + ": " + root + must);
        }
        for (int i = 0; i < endpoint.clusterCount(); i++) {
            cluster(endpoint, endpoint.cluster(i));
        }
    }

    // ---- What device types ask for --------------------------------------------------------------

    private void needs(String where, Endpoint endpoint, DeviceEntry device, DeviceEntry asking) {
        Function<String, Boolean> conditions = name -> condition(name, endpoint, device);
        for (Need need : asking.needs()) {
            Verdict verdict = need.conformance().verdict(conditions);
            switch (need.kind()) {
                case "server" -> server(where, endpoint, need, verdict, conditions);
                case "client" -> {
                    if (verdict == Verdict.MANDATORY && !clients(endpoint).contains(need.id())) {
                        String name = specification.clusterName(need.id());
                        flaws.add(where + "the client of " + name + " is missing");
                    }
                }
                default -> {
                    if (verdict == Verdict.MANDATORY && !isAnywhere(need.id())) {
                        String name = specification.deviceName(need.id());
                        flaws.add(where + "an endpoint with " + name + " is missing");
                    }
                }
            }
        }
    }

    private void server(
            String where,
            Endpoint endpoint,
            Need need,
            Verdict verdict,
            Function<String, Boolean> conditions) {
        String name = specification.clusterName(need.id());
        Cluster cluster = endpoint.find(need.id());
        if (cluster == null) {
            if (verdict == Verdict.MANDATORY) {
                flaws.add(where + name + " is missing");
            }
            return;
        }
        if (verdict == Verdict.DISALLOWED) {
            flaws.add(where + name + " must not be there");
        }
        ClusterEntry entry = specification.cluster(need.id());
        for (ElementNeed element : need.elements()) {
            boolean there = has(cluster, element.kind(), element.id());
            Function<String, Boolean> names =
                    word -> {
                        Boolean known = conditions.apply(word);
                        return known == null ? holds(entry, cluster, word) : known;
                    };
            Verdict asked = element.conformance().verdict(names);
            String what = words(entry, element.kind(), element.id());
            if (asked == Verdict.MANDATORY && !there) {
                flaws.add(where + name + " lacks " + what);
            } else if (asked == Verdict.DISALLOWED && there) {
                flaws.add(where + name + " must not have " + what);
            } else if (there && element.least() != null) {
                value(where + name + ": " + what, cluster, element);
            }
        }
    }

    private void value(String what, Cluster cluster, ElementNeed need) {
        Long value = Attributes.number(cluster, need.id());
        if (value != null && (value < need.least() || value > need.greatest())) {
            String right =
                    need.least().equals(need.greatest())
                            ? String.valueOf(need.least())
                            : need.least() + " to " + need.greatest();
            flaws.add(what + " is " + value + ", must be " + right);
        }
    }

    /** A condition of the device types on this node; null for one that cannot be seen. */
    private Boolean condition(String name, Endpoint endpoint, DeviceEntry device) {
        return switch (name) {
            case "Matter" -> true;
            case "Zigbee", "Zha", "Zse", "Gp", "SuZi" -> false;
            case "Simple" -> device.kind().equals("simple");
            case "Client" -> !clients(endpoint).isEmpty();
            case "Duplicate" -> hasTwin(endpoint);
            case "CustomNetworkConfig", "ManagedAclAllowed" -> false;
            case "Ethernet" -> network(NetworkCommissioningSpec.FEATURE_ETHERNET_NETWORK_INTERFACE);
            case "WiFi" -> network(NetworkCommissioningSpec.FEATURE_WIFI_NETWORK_INTERFACE);
            case "Thread" -> network(NetworkCommissioningSpec.FEATURE_THREAD_NETWORK_INTERFACE);
            case "SIT" -> icd() != null && !isLongIdle();
            case "LIT" -> icd() != null && isLongIdle();
            // Its attribute is for a feature of the cluster, whoever asks.
            case "ACLExtensionCond" -> isAsked(name) ? true : null;
            default -> name.endsWith("Cond") ? isAsked(name) : null;
        };
    }

    /** Whether a device type of the node makes a condition hold; names differ in case. */
    private boolean isAsked(String condition) {
        for (int i = 0; i < node.endpointCount(); i++) {
            for (int t = 0; t < node.endpoint(i).deviceTypeCount(); t++) {
                DeviceEntry device = specification.device(node.endpoint(i).deviceType(t));
                if (device != null
                        && device.conditions().stream().anyMatch(condition::equalsIgnoreCase)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean hasTwin(Endpoint endpoint) {
        for (int i = 0; i < node.endpointCount(); i++) {
            Endpoint other = node.endpoint(i);
            for (int a = 0; a < endpoint.deviceTypeCount(); a++) {
                for (int b = 0; other != endpoint && b < other.deviceTypeCount(); b++) {
                    if (endpoint.deviceType(a) == other.deviceType(b)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean network(int feature) {
        for (int i = 0; i < node.endpointCount(); i++) {
            Cluster cluster = node.endpoint(i).find(NetworkCommissioningSpec.ID);
            if (cluster != null && (cluster.featureMap() & feature) != 0) {
                return true;
            }
        }
        return false;
    }

    private Cluster icd() {
        return node.endpoint(0).find(IcdManagementSpec.ID);
    }

    private boolean isLongIdle() {
        return (icd().featureMap() & IcdManagementSpec.FEATURE_LONG_IDLE_TIME_SUPPORT) != 0;
    }

    private boolean isAnywhere(int deviceType) {
        for (int i = 0; i < node.endpointCount(); i++) {
            for (int t = 0; t < node.endpoint(i).deviceTypeCount(); t++) {
                if (node.endpoint(i).deviceType(t) == deviceType) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Integer> clients(Endpoint endpoint) {
        Cluster descriptor = endpoint.find(DescriptorSpec.ID);
        return descriptor == null
                ? List.of()
                : Attributes.ids(descriptor, DescriptorSpec.ATTR_CLIENT_LIST);
    }

    // ---- What clusters ask for ------------------------------------------------------------------

    private void cluster(Endpoint endpoint, Cluster cluster) {
        ClusterEntry entry = specification.cluster(cluster.id());
        if (entry == null) {
            // A maker's own.
            return;
        }
        String where =
                "endpoint " + endpoint.id() + " " + specification.clusterName(cluster.id()) + ": ";
        int revision = cluster.endpoint().revision(cluster.spec());
        if (revision != entry.revision()) {
            flaws.add(where + "revision " + revision + ", must be " + entry.revision());
        }
        Function<String, Boolean> names = name -> holds(entry, cluster, name);
        Map<String, List<Element>> choices = new LinkedHashMap<>();
        Map<String, Choice> rules = new LinkedHashMap<>();
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (Element element : entry.elements()) {
            // The model lists an element anew where its limits hang on a feature.
            String key = element.kind() + element.id();
            Verdict verdict = element.conformance().verdict(names);
            verdicts.merge(key, verdict, (a, b) -> a.compareTo(b) < 0 ? a : b);
            Choice choice = element.conformance().choice(names);
            if (choice != null) {
                String group = element.kind() + choice.name();
                rules.put(group, choice);
                choices.computeIfAbsent(group, name -> new ArrayList<>()).add(element);
            }
        }
        for (Element element : entry.elements()) {
            Verdict verdict = verdicts.get(element.kind() + element.id());
            boolean there = has(cluster, element.kind(), element.id());
            String what = words(entry, element.kind(), element.id());
            if (verdict == Verdict.MANDATORY && !there) {
                flaws.add(where + what + " is missing");
            } else if (verdict == Verdict.DISALLOWED && there) {
                flaws.add(where + what + " must not be there");
            }
        }
        choices.forEach((group, elements) -> choice(where, cluster, rules.get(group), elements));
        strangers(where, cluster, entry);
    }

    private void choice(String where, Cluster cluster, Choice rule, List<Element> elements) {
        long there = elements.stream().filter(e -> has(cluster, e.kind(), e.id())).count();
        boolean good =
                switch (rule.bound()) {
                    case "+" -> there >= rule.number();
                    case "-" -> there <= rule.number();
                    default -> there == rule.number();
                };
        if (!good) {
            String how =
                    switch (rule.bound()) {
                        case "+" -> "at least ";
                        case "-" -> "at most ";
                        default -> "";
                    };
            String names = String.join(", ", elements.stream().map(Element::name).toList());
            String kind = elements.get(0).kind();
            flaws.add(
                    where
                            + how
                            + rule.number()
                            + " of the "
                            + kind
                            + "s "
                            + names
                            + ", not "
                            + there);
        }
    }

    /** Standard elements that the specification has not; a maker's own have a prefix. */
    private void strangers(String where, Cluster cluster, ClusterEntry entry) {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if (has(cluster, "feature", bit) && entry.find("feature", bit) == null) {
                flaws.add(where + "feature bit " + bit + " is unknown");
            }
        }
        strangers(where, "attribute", cluster.attributes(), entry);
        strangers(where, "command", cluster.commands(), entry);
        strangers(where, "event", cluster.events(), entry);
    }

    private void strangers(String where, String kind, int[] ids, ClusterEntry entry) {
        for (int id : ids) {
            if (id >>> 16 == 0 && entry.find(kind, id) == null) {
                flaws.add(where + String.format("%s 0x%02X is unknown", kind, id));
            }
        }
    }

    /** Whether a feature, an attribute, a command or an event is there; null for other names. */
    private static Boolean holds(ClusterEntry entry, Cluster cluster, String name) {
        for (Element element : entry.elements()) {
            if (element.name().equals(name)) {
                return has(cluster, element.kind(), element.id());
            }
        }
        return null;
    }

    static boolean has(Cluster cluster, String kind, int id) {
        return switch (kind) {
            case "feature" -> (cluster.featureMap() & 1 << id) != 0;
            case "attribute" -> cluster.hasAttribute(id);
            case "command" -> cluster.hasCommand(id);
            default -> {
                for (int event : cluster.events()) {
                    if (event == id) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    /** {@code attribute OnTime (0x4001)}, {@code feature LT (Lighting)}. */
    private static String words(ClusterEntry entry, String kind, int id) {
        Element element = entry.find(kind, id);
        if (kind.equals("feature")) {
            return "feature " + element.name() + " (" + element.text() + ")";
        }
        String digits = kind.equals("attribute") ? "%s %s (0x%04X)" : "%s %s (0x%02X)";
        return String.format(digits, kind, element.name(), id);
    }
}
