package org.mattermote.firmware.boot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.mattermote.app.camera.CameraApp;
import org.mattermote.app.colorlight.ColorLightApp;
import org.mattermote.app.dimmablelight.DimmableLightApp;
import org.mattermote.app.light.LightApp;
import org.mattermote.app.outlet.OutletApp;
import org.mattermote.app.sensor.SensorApp;
import org.mattermote.app.switchapp.SwitchApp;
import org.mattermote.bsp.host.Device;
import org.mattermote.firmware.boot.model.CompositionCheck;
import org.mattermote.firmware.boot.model.Description;
import org.mattermote.firmware.boot.model.Specification;
import org.mattermote.firmware.ram.BootCount;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.model.Node;

/** The products this program can be, a line each; the first is the default. */
final class Apps {
    private static final String CAMERA = "camera";
    private static final Map<String, BiFunction<Stack, Ports, App>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("light", LightApp::new);
        ALL.put("dimmable-light", DimmableLightApp::new);
        ALL.put("color-light", ColorLightApp::new);
        ALL.put("outlet", OutletApp::new);
        ALL.put("sensor", SensorApp::new);
        ALL.put("switch", SwitchApp::new);
        ALL.put(CAMERA, CameraApp::new);
    }

    /** For the pages of help. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(names());
        }
    }

    private Apps() {}

    static List<String> names() {
        return new ArrayList<>(ALL.keySet());
    }

    /**
     * The product asked for on this machine: its stack, its endpoints, {@code b} for its button.
     */
    static Device compose(RunOptions options, HostPorts host, ReadyListener ready) {
        Ports ports = Wiring.ports(host);
        Stack stack = Wiring.stack(ports, sizes(options.app()));
        if (host.ble != null) {
            stack.ble(host.ble);
        }
        if (host.tcp != null) {
            stack.tcp(host.tcp);
        }
        if (options.radio() != null) {
            options.radio().wire(stack);
        }
        App app = make(options.app(), stack, ports, host);
        check(stack.node());
        if (!stack.isStoreGood()) {
            host.log.line(
                    "store of another version or damaged: the device starts without its fabrics and"
                            + " takes no new one; nothing was changed, `mote reset --storage "
                            + options.storage()
                            + "` starts anew");
        }
        app.start();
        return new NodeDevice(stack, host, ready, app::button);
    }

    /** Refuses a node that is not what the specification makes of its device types. */
    static void check(Node node) {
        List<String> flaws = CompositionCheck.flaws(Specification.of(node), node);
        if (!flaws.isEmpty()) {
            throw new CompositionException(flaws);
        }
    }

    /** How much a product holds. */
    static Sizes sizes(String name) {
        Sizes sizes = new Sizes();
        if (name.equals(CAMERA)) {
            CameraApp.size(sizes);
        }
        return sizes;
    }

    /** Whether a product has commands that are too long for a datagram. */
    static boolean needsTcp(String name) {
        return name.equals(CAMERA);
    }

    /** Whether a product has a media processor. */
    static boolean hasPicture(String name) {
        return name.equals(CAMERA);
    }

    /** The product on the ports of this machine. */
    private static App make(String name, Stack stack, Ports ports, HostPorts host) {
        if (!name.equals(CAMERA)) {
            return compose(name, stack, ports);
        }
        if (stack.longestMessage() < CameraApp.LONGEST_MESSAGE) {
            throw new CompositionException(
                    List.of(
                            "camera needs TCP and messages of "
                                    + CameraApp.LONGEST_MESSAGE
                                    + " bytes, there are "
                                    + stack.longestMessage()));
        }
        return host.media == null
                ? compose(name, stack, ports)
                : compose(new CameraApp(stack, ports, host.media), stack);
    }

    /** The product on any ports, its hardware not started. */
    static App compose(String name, Stack stack, Ports ports) {
        return compose(ALL.get(name).apply(stack, ports), stack);
    }

    private static App compose(App app, Stack stack) {
        stack.compose(app);
        return app;
    }

    /** What a product is made of, on any machine. */
    static String describe(String name) {
        Ports ports = QuietBoot.ports();
        Stack stack = Wiring.stack(ports, sizes(name));
        App app = compose(name, stack, ports);
        return Description.of(
                Specification.of(stack.node()),
                name,
                stack.node(),
                BootCount.of(app.getClass()).table());
    }
}
