package org.mattermote.firmware.boot;

import java.nio.charset.StandardCharsets;
import org.mattermote.bsp.host.Device;
import org.mattermote.stack.port.LogEvent;

/**
 * Stands in for a stack: ready at the first poll; console lines make it fail, restart or reset, and
 * keep a value in the store.
 */
final class ScriptedDevice implements Device {
    static final Composition COMPOSITION = ScriptedDevice::new;

    private static final int KEY = 7;

    private final HostPorts ports;
    private final ReadyListener ready;
    private boolean announced;
    private boolean fails;
    private boolean stopped;

    private ScriptedDevice(RunOptions options, HostPorts ports, ReadyListener ready) {
        this.ports = ports;
        this.ready = ready;
    }

    @Override
    public long poll(long nowMillis) {
        if (!announced) {
            announced = true;
            int kept = ports.storage.store().get(KEY, new byte[100], 0, 100);
            ready.ready(Math.max(0, kept));
        }
        if (fails) {
            throw new ArrayIndexOutOfBoundsException("Index 5\nout of bounds");
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void stop(long nowMillis) {
        stopped = true;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public String status(long nowMillis) {
        return "scripted=1\n";
    }

    @Override
    public void consoleLine(String line, long nowMillis) {
        switch (line) {
            case "fail" -> fails = true;
            case "restart" -> ports.boot.restart();
            case "factory" -> ports.boot.factoryReset();
            case "b" -> ports.log.event(LogEvent.ON_OFF, 1, 1, 0);
            default -> {
                byte[] value = line.getBytes(StandardCharsets.UTF_8);
                ports.storage.store().begin();
                ports.storage.store().put(KEY, value, 0, value.length);
                ports.storage.store().commit();
            }
        }
    }
}
