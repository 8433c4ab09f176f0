package org.mattermote.firmware.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.QuietPorts;

/** A product by itself, on ports where nothing comes in: started, sealed, and what it showed. */
public final class AppRig<A extends App> {
    private final BiFunction<Stack, Ports, A> product;
    private final MemoryStore store = new MemoryStore();
    private final List<List<Long>> shown = new ArrayList<>();
    private Stack stack;
    private A app;

    public AppRig(BiFunction<Stack, Ports, A> product) {
        this.product = product;
    }

    /** Starts it over what is stored, at time 0. */
    public void boot() {
        Ports ports = QuietPorts.of(store, this::show);
        stack = new Stack(ports, new Sizes(), 0);
        app = product.apply(stack, ports);
        stack.compose(app);
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
    }

    private void show(int event, long a, long b, long c) {
        if (event != LogEvent.ICD_MODE) {
            shown.add(List.of((long) event, a, b, c));
        }
    }

    public Stack stack() {
        return stack;
    }

    public A app() {
        return app;
    }

    /** All but the root. */
    public List<Endpoint> endpoints() {
        return IntStream.range(1, stack.node().endpointCount())
                .mapToObj(stack.node()::endpoint)
                .collect(Collectors.toList());
    }

    /** The one there is beside the root. */
    public Endpoint endpoint() {
        assertEquals(1, endpoints().size());
        assertEquals(1, endpoints().get(0).id());
        return endpoints().get(0);
    }

    /** Ids, ascending. */
    public static List<Integer> clusters(Endpoint endpoint) {
        return IntStream.range(0, endpoint.clusterCount())
                .mapToObj(i -> endpoint.cluster(i).id())
                .collect(Collectors.toList());
    }

    /** What was shown since this was asked last, as {@link #line}s. */
    public List<List<Long>> shown() {
        List<List<Long>> all = List.copyOf(shown);
        shown.clear();
        return all;
    }

    /** A line of the log: one of {@link LogEvent}, endpoint, value. */
    public static List<Long> line(int event, long endpoint, long value) {
        return List.of((long) event, endpoint, value, 0L);
    }
}
