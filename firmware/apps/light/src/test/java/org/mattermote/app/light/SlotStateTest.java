package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Stack;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** The state of every slot of the sealed light goes to bytes and comes back, field by field. */
class SlotStateTest {
    private static final DeviceClasses DEVICE = DeviceClasses.holding(Stack.class, LightApp.class);
    private static final String SLOT_STATE = "org/mattermote/stack/mem/SlotState";

    /** What is no state, and why. */
    private static final Set<String> LEFT_OUT =
            // Position in the pool: where the slot is, not how.
            Set.of("Slot.index");

    private final Random random = new Random(4);
    private final ObjectGraph graph = new ObjectGraph(DEVICE, SlotStateTest.class.getClassLoader());
    private final List<Slot> slots;
    private final List<Pool<?>> pools = new ArrayList<>();
    private final List<ExchangeHandler> handlers;
    private final SlotState state;

    SlotStateTest() throws ReflectiveOperationException {
        new QuietBoot(LightApp.class.getName()).get().forEach(graph::walk);
        slots = new ArrayList<>(graph.all(Slot.class));
        handlers = graph.all(ExchangeHandler.class);
        graph.all(Pool.class).forEach(pools::add);
        addAbsent();
        state = new SlotState(pools.toArray(new Pool<?>[0]), handlers.toArray());
    }

    /** A pool for each kind of slot of a room that the light has not. */
    private void addAbsent() throws ReflectiveOperationException {
        Set<String> absent = slotClasses();
        pooled().forEach(slot -> absent.remove(slot.getClass().getName().replace('.', '/')));
        for (String name : absent) {
            Constructor<?> made = Class.forName(name.replace('/', '.')).getDeclaredConstructor();
            made.setAccessible(true);
            Slot slot = (Slot) made.newInstance();
            slots.add(slot);
            pools.add(new Pool<>(new Slot[] {slot}));
        }
    }

    @Test
    void shouldComeBackInEveryField() throws IllegalAccessException {
        Set<String> classes = new TreeSet<>();
        byte[] bytes = new byte[4096];
        for (Slot slot : pooled()) {
            scramble(slot);
            TreeMap<String, Object> before = fields(slot);
            int length = state.save(slot, new ByteSpan().set(bytes, 7, bytes.length - 7));
            assertTrue(length > 0, slot.getClass() + " " + length);
            assertEquals(before, fields(slot), "saving changes nothing");
            scramble(slot);
            assertEquals(length, state.load(slot, new ByteSpan().set(bytes, 7, length)));
            assertEquals(before, fields(slot));
            classes.add(slot.getClass().getName().replace('.', '/'));
        }
        assertEquals(slotClasses(), classes);
    }

    @Test
    void shouldRefuseWhatIsNoState() throws IllegalAccessException {
        byte[] bytes = new byte[4096];
        for (Slot slot : pooled()) {
            scramble(slot);
            ByteSpan all = new ByteSpan().set(bytes, 0, bytes.length);
            int length = state.save(slot, all);
            for (int cut = 0; cut < length; cut++) {
                ByteSpan part = new ByteSpan().set(bytes, 0, cut);
                assertEquals(SlotState.NOT_LOADED, state.load(slot, part));
                assertEquals(false, slot.isTaken());
            }
            for (int round = 0; round < 20; round++) {
                random.nextBytes(bytes);
                int loaded = state.load(slot, all);
                assertTrue(loaded == length || loaded == SlotState.NOT_LOADED, "" + loaded);
            }
        }
    }

    @Test
    void shouldCountThePoolAgain() {
        Pool<?> pool = graph.all(Pool.class).get(0);
        Slot taken = pool.take();
        byte[] bytes = new byte[4096];
        ByteSpan span = new ByteSpan().set(bytes, 0, bytes.length);
        state.save(taken, span);
        @SuppressWarnings("unchecked")
        Pool<Slot> same = (Pool<Slot>) pool;
        same.release(taken);
        state.load(taken, span);
        pool.recount();
        assertEquals(1, pool.inUse());
        assertTrue(taken.isTaken());
    }

    /** A closed-world build drops what nothing calls: {@code state} of the slots with it. */
    @Test
    void shouldBeReachedByNoImageCode() {
        Set<String> callers = new TreeSet<>();
        for (ClassNode type : DEVICE.all()) {
            type.methods.forEach(
                    method ->
                            method.instructions.forEach(
                                    i -> {
                                        if (i instanceof MethodInsnNode call
                                                && call.owner.equals(SLOT_STATE)
                                                && !method.name.equals("state")) {
                                            callers.add(type.name);
                                        }
                                    }));
        }
        assertEquals(Set.of(SLOT_STATE), callers);
    }

    /** Slots a pool holds; the others are made to be lent and belong to nobody else. */
    private List<Slot> pooled() {
        List<Slot> pooled = new ArrayList<>();
        for (Pool<?> pool : pools) {
            for (int i = 0; i < pool.capacity(); i++) {
                pooled.add(pool.at(i));
            }
        }
        return pooled;
    }

    private static Set<String> slotClasses() {
        return DEVICE.all().stream()
                .filter(type -> (type.access & Modifier.ABSTRACT) == 0)
                .map(type -> type.name)
                .filter(SlotStateTest::isSlot)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isSlot(String type) {
        ClassNode node = DEVICE.own(type).orElse(null);
        return node != null
                && (node.superName.equals("org/mattermote/stack/mem/Slot")
                        || isSlot(node.superName));
    }

    /** Every field of an object and of the objects that are its own, by name. */
    private TreeMap<String, Object> fields(Object object) throws IllegalAccessException {
        TreeMap<String, Object> values = new TreeMap<>();
        for (Class<?> level = object.getClass();
                level != Object.class;
                level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                String name = level.getSimpleName() + "." + field.getName();
                if (Modifier.isStatic(field.getModifiers()) || LEFT_OUT.contains(name)) {
                    continue;
                }
                field.setAccessible(true);
                Object value = field.get(object);
                if (isOwn(field)) {
                    fields(value).forEach((inner, v) -> values.put(name + "/" + inner, v));
                } else if (value != null && value.getClass().isArray()) {
                    for (int i = 0; i < Array.getLength(value); i++) {
                        values.put(name + "[" + i + "]", Array.get(value, i));
                    }
                } else {
                    values.put(name, value == null ? "null" : value);
                }
            }
        }
        return values;
    }

    private void scramble(Object object) throws IllegalAccessException {
        for (Class<?> level = object.getClass();
                level != Object.class;
                level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                String name = level.getSimpleName() + "." + field.getName();
                if (Modifier.isStatic(field.getModifiers()) || LEFT_OUT.contains(name)) {
                    continue;
                }
                field.setAccessible(true);
                if (isOwn(field)) {
                    scramble(field.get(object));
                } else if (field.getType().isArray()) {
                    Object array = field.get(object);
                    for (int i = 0; i < Array.getLength(array); i++) {
                        Array.set(array, i, value(array.getClass().getComponentType()));
                    }
                } else if (!Modifier.isFinal(field.getModifiers())) {
                    field.set(object, value(field.getType()));
                }
            }
        }
    }

    /** A final reference that is neither an array nor a slot: a part of the slot. */
    private static boolean isOwn(Field field) {
        return Modifier.isFinal(field.getModifiers())
                && !field.getType().isPrimitive()
                && !field.getType().isArray()
                && !Slot.class.isAssignableFrom(field.getType());
    }

    private Object value(Class<?> type) {
        long number = random.nextLong();
        if (type == boolean.class) {
            return (number & 1) != 0;
        } else if (type == byte.class) {
            return (byte) number;
        } else if (type == short.class) {
            return (short) number;
        } else if (type == char.class) {
            // A generation has 15 bits.
            return (char) (number & 0x7FFF);
        } else if (type == int.class) {
            return (int) number;
        } else if (type == long.class) {
            return number;
        }
        List<Object> candidates = new ArrayList<>();
        candidates.add(null);
        pooled().stream().filter(type::isInstance).forEach(candidates::add);
        handlers.stream().filter(type::isInstance).forEach(candidates::add);
        assertTrue(candidates.size() > 1, "nothing to refer to: " + type);
        return candidates.get(random.nextInt(candidates.size()));
    }
}
