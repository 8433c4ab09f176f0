package org.mattermote.firmware.boot.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mattermote.firmware.boot.model.Specification.ClusterEntry;
import org.mattermote.firmware.boot.model.Specification.Element;
import org.mattermote.firmware.ram.RamTable;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventFlags;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.DescriptorSpec;

/**
 * A node in words: endpoints, clusters, attributes, commands and events under the specification's
 * names, access as in its tables (V view, O operate, M manage, A administer; F for the fabric's own
 * entries, S for values that only their fabric sees, T timed). Attributes that every cluster has
 * are left out.
 */
public final class Description {
    private static final String PRIVILEGES = "-V-OMA";
    private static final String[] PRIORITIES = {"debug", "info", "critical"};

    private final Specification specification;
    private final StringBuilder out = new StringBuilder();

    private Description(Specification specification) {
        this.specification = specification;
    }

    /** Lines for a person. */
    public static String of(Specification specification, String app, Node node, RamTable ram) {
        Description description = new Description(specification);
        description.line("app %s, Matter %s", app, specification.version());
        for (int i = 0; i < node.endpointCount(); i++) {
            description.endpoint(node.endpoint(i));
        }
        description.ram(ram);
        return description.out.toString();
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
    }

    private void endpoint(Endpoint endpoint) {
        line("");
        List<String> types = new ArrayList<>();
        for (int i = 0; i < endpoint.deviceTypeCount(); i++) {
            String name = specification.deviceName(endpoint.deviceType(i));
            types.add(name + " revision " + endpoint.deviceTypeRevision(i));
        }
        line("endpoint %d %s", endpoint.id(), String.join(", ", types));
        Cluster descriptor = endpoint.find(DescriptorSpec.ID);
        if (descriptor != null) {
            for (int id : Attributes.ids(descriptor, DescriptorSpec.ATTR_CLIENT_LIST)) {
                line("  client of %s", specification.clusterName(id));
            }
        }
        for (int i = 0; i < endpoint.clusterCount(); i++) {
            cluster(endpoint.cluster(i));
        }
    }

    private void cluster(Cluster cluster) {
        List<String> features = new ArrayList<>();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if (CompositionCheck.has(cluster, "feature", bit)) {
                features.add(name(cluster, "feature", bit));
            }
        }
        line(
                "  %s revision %d%s",
                specification.clusterName(cluster.id()),
                cluster.endpoint().revision(cluster.spec()),
                features.isEmpty() ? "" : " features " + String.join(" ", features));
        for (int id : cluster.attributes()) {
            line(
                    "    attribute 0x%04X %-42s %-8s %s",
                    id,
                    name(cluster, "attribute", id),
                    access(cluster.spec().attribute(id)),
                    type(cluster, id));
        }
        for (int id : cluster.commands()) {
            line(
                    "    command   0x%02X   %-42s %s",
                    id, name(cluster, "command", id), commandAccess(cluster.spec().command(id)));
        }
        for (int id : cluster.events()) {
            int flags = cluster.spec().event(id);
            line(
                    "    event     0x%02X   %-42s %-8s %s",
                    id,
                    name(cluster, "event", id),
                    privilege(EventFlags.privilege(flags))
                            + (EventFlags.has(flags, EventFlags.FABRIC_SENSITIVE) ? " S" : ""),
                    PRIORITIES[EventFlags.priority(flags)]);
        }
    }

    private Element element(Cluster cluster, String kind, int id) {
        ClusterEntry entry = specification.cluster(cluster.id());
        return entry == null ? null : entry.find(kind, id);
    }

    private String name(Cluster cluster, String kind, int id) {
        Element element = element(cluster, kind, id);
        return element == null ? "?" : element.name();
    }

    private String type(Cluster cluster, int attribute) {
        Element element = element(cluster, "attribute", attribute);
        return element == null ? "?" : element.text();
    }

    /** {@code RW VM}: what may be done, then the privilege for each. */
    private static String access(int flags) {
        int read = AttributeFlags.readPrivilege(flags);
        int write = AttributeFlags.writePrivilege(flags);
        String access =
                (read == 0 ? "" : "R")
                        + (write == 0 ? "" : "W")
                        + " "
                        + (read == 0 ? "" : privilege(read))
                        + (write == 0 ? "" : privilege(write));
        String marks =
                (AttributeFlags.has(flags, AttributeFlags.FABRIC_SCOPED) ? "F" : "")
                        + (AttributeFlags.has(flags, AttributeFlags.FABRIC_SENSITIVE) ? "S" : "")
                        + (AttributeFlags.has(flags, AttributeFlags.TIMED) ? "T" : "");
        return marks.isEmpty() ? access : access + " " + marks;
    }

    private static String commandAccess(int flags) {
        String access = privilege(CommandFlags.privilege(flags));
        String marks =
                (CommandFlags.has(flags, CommandFlags.FABRIC_SCOPED) ? "F" : "")
                        + (CommandFlags.has(flags, CommandFlags.TIMED) ? "T" : "");
        return marks.isEmpty() ? access : access + " " + marks;
    }

    private static String privilege(int privilege) {
        return PRIVILEGES.substring(privilege, privilege + 1);
    }

    private void ram(RamTable ram) {
        line("");
        line("RAM, bytes, sealed, as the open VM lays objects out");
        for (String room : ram.rooms()) {
            line("  %-12s %,8d", room, ram.bytes(room));
        }
        line("  %-12s %,8d", "total", ram.total());
    }
}
