package org.mattermote.firmware.boot.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.BasicInformationSpec;

/** What one version of the specification says of clusters and device types: a resource. */
public final class Specification {
    /** Of every app but those that announce another. */
    private static final String STACK = "1.4.2";

    /** A feature (its id is its bit), attribute, command or event. */
    record Element(String kind, int id, String name, Conformance conformance, String text) {}

    record ClusterEntry(int id, int revision, String title, List<Element> elements) {
        /** Null for one the specification does not know. */
        Element find(String kind, int id) {
            return elements.stream()
                    .filter(element -> element.kind().equals(kind) && element.id() == id)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** What a device type asks of an element; limits of its value, null for none. */
    record ElementNeed(
            String kind, int id, Conformance conformance, Integer least, Integer greatest) {}

    /**
     * A cluster, or another device type, that a device type asks for.
     *
     * @param kind server, client or part
     */
    record Need(String kind, int id, Conformance conformance, List<ElementNeed> elements) {}

    /**
     * @param kind simple, utility, node, …
     * @param conditions that hold for a node with such an endpoint
     */
    record DeviceEntry(
            int id,
            int revision,
            String kind,
            String title,
            List<Need> needs,
            List<String> conditions) {}

    private final Map<Integer, ClusterEntry> clusters = new HashMap<>();
    private final Map<Integer, DeviceEntry> devices = new HashMap<>();
    private final String version;
    private DeviceEntry base;

    private Specification(String version) {
        this.version = version;
    }

    /** The one of the stack. */
    public static Specification load() {
        return load(STACK);
    }

    /** The one that a node announces, in SpecificationVersion of Basic Information. */
    public static Specification of(Node node) {
        Cluster basic = node.endpoint(0).find(BasicInformationSpec.ID);
        Long version = Attributes.number(basic, BasicInformationSpec.ATTR_SPECIFICATION_VERSION);
        return load((version >> 24) + "." + (version >> 16 & 0xFF) + "." + (version >> 8 & 0xFF));
    }

    private static Specification load(String version) {
        String resource = "requirements-" + version + ".tsv";
        InputStream in = Specification.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalArgumentException("no requirements of Matter " + version);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Specification specification = new Specification(version);
            List<Element> elements = null;
            List<Need> needs = null;
            List<String> conditions = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] column = line.split("\t", -1);
                switch (column[0]) {
                    case "cluster" -> {
                        elements = new ArrayList<>();
                        specification.add(column, elements);
                    }
                    case "feature", "attribute", "command", "event" ->
                            elements.add(element(column));
                    case "device" -> {
                        needs = new ArrayList<>();
                        conditions = new ArrayList<>();
                        specification.addDevice(column, needs, conditions);
                    }
                    case "condition" -> conditions.add(column[1]);
                    case "server", "client", "part" -> needs.add(need(column));
                    case "needs" -> needs.get(needs.size() - 1).elements().add(elementNeed(column));
                    default -> {
                        // A comment.
                    }
                }
            }
            return specification;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String[] column, List<Element> elements) {
        int id = Integer.decode(column[1]);
        clusters.put(id, new ClusterEntry(id, Integer.parseInt(column[2]), column[3], elements));
    }

    private void addDevice(String[] column, List<Need> needs, List<String> conditions) {
        boolean isBase = column[1].equals("-");
        int id = isBase ? -1 : Integer.decode(column[1]);
        DeviceEntry entry =
                new DeviceEntry(
                        id, Integer.parseInt(column[2]), column[3], column[4], needs, conditions);
        if (isBase) {
            base = entry;
        } else {
            devices.put(id, entry);
        }
    }

    private static Element element(String[] column) {
        return new Element(
                column[0],
                Integer.decode(column[1]),
                column[2],
                new Conformance(column[3]),
                column.length > 4 ? column[4] : "");
    }

    private static Need need(String[] column) {
        return new Need(
                column[0],
                Integer.decode(column[1]),
                new Conformance(column[2]),
                new ArrayList<>());
    }

    private static ElementNeed elementNeed(String[] column) {
        return new ElementNeed(
                column[1],
                Integer.decode(column[2]),
                new Conformance(column[3]),
                limit(column[4]),
                limit(column[5]));
    }

    private static Integer limit(String text) {
        return text.isEmpty() ? null : Integer.valueOf(text);
    }

    /** {@code 1.4.2}. */
    public String version() {
        return version;
    }

    /** What every endpoint has. */
    DeviceEntry base() {
        return base;
    }

    /** Null for one the specification does not know. */
    DeviceEntry device(int id) {
        return devices.get(id);
    }

    /** Null for one the specification does not know. */
    ClusterEntry cluster(int id) {
        return clusters.get(id);
    }

    /** {@code On/Off Light (0x0100)}. */
    String deviceName(int id) {
        return named(device(id) == null ? "device type" : device(id).title(), id);
    }

    /** {@code On/Off (0x0006)}. */
    String clusterName(int id) {
        return named(cluster(id) == null ? "cluster" : cluster(id).title(), id);
    }

    static String named(String name, int id) {
        return String.format("%s (0x%04X)", name, id);
    }
}
