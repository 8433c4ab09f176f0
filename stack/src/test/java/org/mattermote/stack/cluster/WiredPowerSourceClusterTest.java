package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.PowerSourceSpec;

class WiredPowerSourceClusterTest {
    private final WiredPowerSourceCluster cluster =
            new WiredPowerSourceCluster(
                    PowerSourceSpec.WIRED_CURRENT_TYPE_DC,
                    "DC power".getBytes(StandardCharsets.UTF_8));

    private TlvReader read(int attribute, int status) {
        AttributeRead in = new AttributeRead(new Subject());
        in.tag = TlvTag.ANONYMOUS;
        byte[] bytes = new byte[64];
        TlvWriter out = new TlvWriter();
        out.wrap(bytes, 0, bytes.length);
        assertEquals(status, cluster.read(attribute, in, out));
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, out.position());
        reader.next();
        return reader;
    }

    @Test
    void shouldTellOfTheOneSource() {
        assertEquals(1, cluster.featureMap());
        assertEquals(1, read(PowerSourceSpec.ATTR_STATUS, ImStatus.SUCCESS).value());
        assertEquals(0, read(PowerSourceSpec.ATTR_ORDER, ImStatus.SUCCESS).value());
        assertEquals(1, read(PowerSourceSpec.ATTR_WIRED_CURRENT_TYPE, ImStatus.SUCCESS).value());
        assertEquals(8, read(PowerSourceSpec.ATTR_DESCRIPTION, ImStatus.SUCCESS).dataLength());
        TlvReader endpoints = read(PowerSourceSpec.ATTR_ENDPOINT_LIST, ImStatus.SUCCESS);
        assertEquals(TlvType.ARRAY, endpoints.type());
        assertEquals(-1, endpoints.enter() == 0 ? endpoints.next() : 0);
        read(PowerSourceSpec.ATTR_BAT_PRESENT, ImStatus.UNSUPPORTED_ATTRIBUTE);
    }
}
