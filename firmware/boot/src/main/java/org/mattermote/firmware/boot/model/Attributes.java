package org.mattermote.firmware.boot.model;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/** Values of attributes, read from the clusters of a node that has not started. */
final class Attributes {
    private static final int TAG = 2;
    private static final int CAPACITY = 1024;

    private Attributes() {}

    /** Null for what is not a number, or not answered. */
    static Long number(Cluster cluster, int attribute) {
        TlvReader reader = read(cluster, attribute);
        boolean number =
                reader != null
                        && (reader.type() == TlvType.UNSIGNED || reader.type() == TlvType.SIGNED);
        return number ? reader.value() : null;
    }

    /** Items of a list of numbers. */
    static List<Integer> ids(Cluster cluster, int attribute) {
        List<Integer> ids = new ArrayList<>();
        TlvReader reader = read(cluster, attribute);
        if (reader != null && reader.type() == TlvType.ARRAY) {
            reader.enter();
            while (reader.next() == CodecStatus.OK) {
                ids.add((int) reader.value());
            }
        }
        return ids;
    }

    private static TlvReader read(Cluster cluster, int attribute) {
        AttributeRead in = new AttributeRead(new Subject());
        in.tag = TAG;
        byte[] bytes = new byte[CAPACITY];
        TlvWriter writer = new TlvWriter();
        writer.wrap(bytes, 0, bytes.length);
        if (cluster.read(attribute, in, writer) != ImStatus.SUCCESS || writer.overflowed()) {
            return null;
        }
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, writer.position());
        return reader.next() == CodecStatus.OK ? reader : null;
    }
}
