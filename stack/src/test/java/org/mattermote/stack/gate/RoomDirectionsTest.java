package org.mattermote.stack.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directions between rooms and modules, proved by planting steps against them. */
class RoomDirectionsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "stack.port, stack.codec",
        "stack.mem, stack.codec",
        "stack.codec, stack.crypto",
        "stack.crypto, stack.fabric",
        "stack.fabric, stack.message",
        "stack.message, stack.transport",
        "stack.transport.dnssd, stack.exchange",
        "stack.exchange, stack.secure.pase",
        "stack.exchange, stack.interact",
        "stack.secure.sigma, stack.interact",
        "stack.secure.sigma, stack.model",
        "stack.codec, stack.model",
        "stack.model, stack.interact",
        "stack.model, stack.fabric",
        "stack.interact, stack.cluster",
        "stack.interact, stack.secure.pase",
        "stack.cluster, stack.commission",
        "stack.cluster, stack.exchange",
        "stack.cluster, stack.message",
        "stack.commission, stack.icd",
        "stack.ota, stack.diag",
        "stack.codec, stack",
        "stack.commission, stack",
        "stack.attic, stack.codec",
        "stack.codec, bsp.host",
        "stack, firmware.boot",
        "stack.cluster, app.light",
        "bsp.host, stack.codec",
        "bsp.common, stack",
        "bsp.host, app.light",
        "bsp.host, firmware.boot",
        "app.light, bsp.host",
        "app.light, firmware.boot",
        "app.light, app.camera",
        "webrtc.sdp, bsp.common",
        "webrtc.text, webrtc.ice",
        "webrtc.ice, webrtc.sdp",
        "webrtc.sdp, webrtc.provider",
        "webrtc.sdp, app.camera",
        "attic, stack.codec",
    })
    void shouldRefuseAStepAgainstTheArrows(String from, String to) throws IOException {
        List<Refusal> refusals = refusals(from, to);
        assertEquals(1, refusals.size(), refusals::toString);
        String said = refusals.get(0).toString();
        assertTrue(said.startsWith("org.mattermote." + from + ".Knower (class): "), said);
        assertTrue(said.contains("[" + RoomDirections.NAME + "]"), said);
    }

    @ParameterizedTest
    @CsvSource({
        "stack.codec, stack.port",
        "stack.port, stack.mem",
        "stack.diag, stack.mem",
        "stack.secure.sigma, stack.secure.pase",
        "stack.secure.pase, stack.codec",
        "stack.transport.dnssd, stack.fabric",
        "stack.model, stack.codec",
        "stack.interact, stack.exchange",
        "stack.interact, stack.model",
        "stack.cluster, stack.fabric",
        "stack.cluster, stack.interact",
        "stack.commission, stack.cluster",
        "stack.icd, stack.message",
        "stack, stack.commission",
        "stack, stack.secure.pase",
        "bsp.common, stack.port",
        "bsp.host, stack.mem",
        "bsp.host, bsp.common",
        "app.light, stack",
        "app.light, stack.cluster",
        "app.camera, webrtc.sdp",
        "webrtc.sdp, stack.cluster",
        "firmware.boot, app.light",
        "firmware.boot, bsp.host",
        "firmware.boot, stack",
    })
    void shouldPassAStepAlongTheArrows(String from, String to) throws IOException {
        assertEquals(List.of(), refusals(from, to));
    }

    private List<Refusal> refusals(String from, String to) throws IOException {
        ClassSet classes =
                Plants.compile(
                        folder,
                        "package org.mattermote." + to + "; public class Known {}",
                        "package org.mattermote."
                                + from
                                + "; class Knower { org.mattermote."
                                + to
                                + ".Known[] field; }");
        return DeviceGate.device(classes).stream()
                .filter(refusal -> refusal.type().endsWith("Knower"))
                .collect(Collectors.toList());
    }
}
