package org.mattermote.firmware.ram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mattermote.stack.App;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** One boot of a device with each allocation counted, and what the class files say it takes. */
public final class BootCount {
    private static final String SLOT = "org/mattermote/stack/mem/Slot";

    private final DeviceClasses device;
    private final List<AllocationLog.Entry> entries;
    private final List<AllocationLog.Entry> leftBehind;
    private final Map<String, Integer> sizes = new HashMap<>();

    private BootCount(
            DeviceClasses device,
            List<AllocationLog.Entry> entries,
            List<AllocationLog.Entry> leftBehind) {
        this.device = device;
        this.entries = entries;
        this.leftBehind = leftBehind;
    }

    /**
     * Boots once.
     *
     * @param app class of the product, booted by {@link QuietBoot} on classes that are loaded anew
     */
    public static BootCount of(Class<? extends App> app) {
        DeviceClasses device = DeviceClasses.holding(DeviceClasses.modules(app));
        CountingLoader loader = new CountingLoader(name -> device.own(name).isPresent());
        AllocationLog.restart();
        try {
            Supplier<?> boot =
                    (Supplier<?>)
                            loader.loadClass(QuietBoot.class.getName())
                                    .getConstructor(String.class)
                                    .newInstance(app.getName());
            List<?> roots = (List<?>) boot.get();
            List<AllocationLog.Entry> entries = AllocationLog.entries();
            Map<Object, AllocationLog.Entry> objects = AllocationLog.objects();
            // What other boots make later is not ours.
            AllocationLog.restart();
            ObjectGraph graph = new ObjectGraph(device, loader);
            roots.forEach(graph::walk);
            List<AllocationLog.Entry> leftBehind = new ArrayList<>();
            objects.forEach(
                    (object, entry) -> {
                        if (!graph.has(object)) {
                            leftBehind.add(entry);
                        }
                    });
            return new BootCount(device, entries, leftBehind);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that was made. */
    public Tally made() {
        return tally(entries);
    }

    /** What was made and is not held any more; the open VM's heap does not take it back. */
    public Tally leftBehind() {
        return tally(leftBehind);
    }

    private Tally tally(List<AllocationLog.Entry> counted) {
        Tally tally = new Tally();
        counted.forEach(entry -> tally.add(entry.type(), bytes(entry)));
        return tally;
    }

    /** The table of the build. */
    public RamTable table() {
        RamTable table = new RamTable();
        for (AllocationLog.Entry entry : entries) {
            List<String> path = new ArrayList<>(entry.frames());
            if (entry.length() < 0) {
                path.add(entry.type());
            }
            String slot = path.stream().filter(this::isSlot).findFirst().orElse(null);
            String owner = slot != null ? slot : owner(path);
            int count = owner.equals(entry.type()) ? 1 : 0;
            table.add(RamTable.room(owner), owner, slot != null, count, bytes(entry));
        }
        return table;
    }

    /** What class initialisers made and filled by code: it cannot lie in flash. */
    public List<String> computedStatics() {
        return entries.stream()
                .filter(entry -> entry.frames().stream().anyMatch(f -> f.endsWith("<clinit>")))
                .map(e -> e.type() + " of " + e.length() + " in " + e.frames())
                .toList();
    }

    /** The outermost class below the composition root; the root's own where there is none. */
    private String owner(List<String> path) {
        String own = "boot";
        for (String type : path) {
            if (device.own(type).isPresent()) {
                own = type;
                if (!RamTable.isComposition(type) && !composesBelow(type, path)) {
                    break;
                }
            }
        }
        return own;
    }

    /** An app puts rooms of webrtc-lite together, as the stack does its own. */
    private static boolean composesBelow(String type, List<String> path) {
        return RamTable.room(type).equals(RamTable.APP_ROOM)
                && path.stream()
                        .anyMatch(below -> RamTable.room(below).equals(RamTable.WEBRTC_ROOM));
    }

    private boolean isSlot(String type) {
        for (ClassNode level = device.own(type).orElse(null);
                level != null;
                level = device.own(level.superName).orElse(null)) {
            if (level.superName.equals(SLOT)) {
                return true;
            }
        }
        return false;
    }

    private int bytes(AllocationLog.Entry entry) {
        return entry.length() >= 0
                ? Layout.array(CountingLoader.element(entry.type()), entry.length())
                : sizes.computeIfAbsent(entry.type(), this::object);
    }

    private int object(String type) {
        List<List<String>> hierarchy = new ArrayList<>();
        String level = type;
        while (!level.equals("java/lang/Object")) {
            String name = level;
            ClassNode node =
                    device.own(name)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "no part of the device: " + name));
            hierarchy.add(
                    0,
                    node.fields.stream()
                            .filter(field -> (field.access & Opcodes.ACC_STATIC) == 0)
                            .map(field -> field.desc)
                            .toList());
            level = node.superName;
        }
        return Layout.object(hierarchy);
    }
}
