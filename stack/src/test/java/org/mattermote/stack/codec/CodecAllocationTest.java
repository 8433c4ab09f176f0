package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing of this room allocates once it has been made. */
class CodecAllocationTest {
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private final MessageHeader message = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final StatusReport report = new StatusReport();
    private final SessionParameters parameters = new SessionParameters();
    private final MatterCertificate certificate = new MatterCertificate();
    private final DerCertificateWriter der = new DerCertificateWriter();
    private final SetupPayload payload = new SetupPayload();
    private final byte[] out = new byte[2048];
    private long sum;

    @Test
    void shouldNotAllocate() {
        List<byte[]> list = new ArrayList<>();
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            for (JsonElement e : recording.getAsJsonObject(run).getAsJsonArray("messages")) {
                if (e.getAsJsonObject().has("tlv")) {
                    list.add(Vectors.hex(e.getAsJsonObject().get("payload").getAsString()));
                }
            }
        }
        byte[][] payloads = list.toArray(new byte[0][]);
        byte[] noc =
                Vectors.hex(
                        Vectors.read("operational_certs.json")
                                .getAsJsonObject()
                                .getAsJsonObject("certs")
                                .getAsJsonObject("Node02_05")
                                .get("tlv")
                                .getAsString());
        byte[] header = Vectors.hex("067ddb0178563412010000000000000002000164ee0e207d");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first rounds let the virtual machine settle.
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round(payloads, noc, header);
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, used);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long idle = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, least - idle);
        assertTrue(sum != 0);
    }

    private void round(byte[][] payloads, byte[] noc, byte[] header) {
        for (int n = 0; n < 200; n++) {
            for (int i = 0; i < payloads.length; i++) {
                reader.wrap(payloads[i], 0, payloads[i].length);
                writer.wrap(out, 0, out.length);
                while (reader.next() == CodecStatus.OK) {
                    writer.putElement(1, reader);
                    walk();
                }
                sum += writer.position();
            }
            int length = message.decode(header, 0, header.length);
            sum += protocol.decode(header, length, header.length - length);
            sum += message.encode(out, 0) + protocol.encode(out, 32);
            report.setBusy(n);
            sum += report.encodeInto(out, 0);
            sum += report.decode(out, 0, 10);
            parameters.present = SessionParameters.PRESENT_WITHOUT_TCP;
            writer.wrap(out, 0, out.length);
            parameters.encode(writer, 5);
            reader.wrap(out, 0, writer.position());
            reader.next();
            sum += parameters.decodeMember(reader);
            sum += certificate.parse(noc, 0, noc.length) + certificate.checkRules();
            sum += der.writeCertificate(certificate, out, 0, out.length);
            payload.clear();
            payload.passcode = 20202021;
            sum += payload.qr(out, 0);
            sum += payload.parseQr(out, 0, SetupPayload.QR_LENGTH);
            sum += payload.manualCode(out, 0);
            sum += payload.parseManual(out, 0, SetupPayload.MANUAL_LENGTH);
        }
    }

    /** Through all that is in the current element. */
    private void walk() {
        int floor = reader.depth();
        if (reader.enter() != CodecStatus.OK) {
            sum += reader.value();
            return;
        }
        while (reader.depth() > floor) {
            int status = reader.next();
            if (status == CodecStatus.END) {
                reader.exit();
            } else if (status == CodecStatus.OK) {
                sum += reader.value() + reader.dataLength();
                reader.enter();
            } else {
                return;
            }
        }
    }
}
