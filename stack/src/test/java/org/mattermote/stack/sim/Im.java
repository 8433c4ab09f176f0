package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;

/** Messages of the interaction model (Matter core 10.7), as a controller writes and reads them. */
public final class Im {
    public static final int STATUS_RESPONSE = 0x01;
    public static final int READ_REQUEST = 0x02;
    public static final int SUBSCRIBE_REQUEST = 0x03;
    public static final int SUBSCRIBE_RESPONSE = 0x04;
    public static final int REPORT_DATA = 0x05;
    public static final int WRITE_REQUEST = 0x06;
    public static final int WRITE_RESPONSE = 0x07;
    public static final int INVOKE_REQUEST = 0x08;
    public static final int INVOKE_RESPONSE = 0x09;
    public static final int TIMED_REQUEST = 0x0A;

    /** In a path: every endpoint, cluster or attribute. */
    public static final int ANY = -1;

    private static final int REVISION_TAG = 0xFF;
    private static final int REVISION = 12;

    private Im() {}

    /** What {@code body} writes, and the revision. */
    public static byte[] message(Consumer<TlvWriter> body) {
        return Tlv.struct(
                out -> {
                    body.accept(out);
                    out.putUnsigned(REVISION_TAG, REVISION);
                });
    }

    public static byte[] status(int status) {
        return message(out -> out.putUnsigned(0, status));
    }

    public static byte[] timed(int timeoutMillis) {
        return message(out -> out.putUnsigned(0, timeoutMillis));
    }

    /**
     * @param paths endpoint, cluster, attribute of each
     */
    public static byte[] read(int... paths) {
        return message(
                out -> {
                    putPaths(out, 0, paths);
                    out.putBool(3, true);
                });
    }

    /** All attributes and all events that the node has. */
    public static byte[] readEverything() {
        return message(
                out -> {
                    putPaths(out, 0, ANY, ANY, ANY);
                    out.startArray(1);
                    out.startList(TlvTag.ANONYMOUS);
                    out.endContainer();
                    out.endContainer();
                    out.putBool(3, true);
                });
    }

    public static byte[] subscribe(boolean keep, int minSeconds, int maxSeconds, int... paths) {
        return message(
                out -> {
                    out.putBool(0, keep);
                    out.putUnsigned(1, minSeconds);
                    out.putUnsigned(2, maxSeconds);
                    putPaths(out, 3, paths);
                    out.putBool(7, true);
                });
    }

    /**
     * @param value writes one element with the tag 2
     */
    public static byte[] write(
            boolean timed, int endpoint, int cluster, int attribute, Consumer<TlvWriter> value) {
        return message(
                out -> {
                    out.putBool(0, false);
                    out.putBool(1, timed);
                    out.startArray(2);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.startList(1);
                    putPath(out, 2, endpoint, cluster, attribute);
                    out.endContainer();
                    value.accept(out);
                    out.endContainer();
                    out.endContainer();
                    out.putBool(3, false);
                });
    }

    /**
     * @param fields writes the members of the command
     */
    public static byte[] invoke(
            boolean timed, int endpoint, int cluster, int command, Consumer<TlvWriter> fields) {
        return message(
                out -> {
                    out.putBool(0, false);
                    out.putBool(1, timed);
                    out.startArray(2);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.startList(0);
                    putPath(out, 0, endpoint, cluster, command);
                    out.endContainer();
                    out.startStruct(1);
                    fields.accept(out);
                    out.endContainer();
                    out.endContainer();
                    out.endContainer();
                });
    }

    /** Attribute paths: endpoint, cluster, attribute of each. */
    public static void putPaths(TlvWriter out, int tag, int... paths) {
        out.startArray(tag);
        for (int i = 0; i < paths.length; i += 3) {
            out.startList(TlvTag.ANONYMOUS);
            putPath(out, 2, paths[i], paths[i + 1], paths[i + 2]);
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putPath(TlvWriter out, int tag, int endpoint, int cluster, int last) {
        int[] members = {endpoint, cluster, last};
        for (int i = 0; i < members.length; i++) {
            if (members[i] != ANY) {
                out.putUnsigned(tag + i, members[i]);
            }
        }
    }

    /** Stands on the element behind these tags, −1 for the first; null when there is none. */
    public static TlvReader at(byte[] message, int... tags) {
        TlvReader reader = new TlvReader();
        reader.wrap(message, 0, message.length);
        int status = reader.next();
        for (int tag : tags) {
            if (status == CodecStatus.OK) {
                status = reader.enter();
            }
            if (status == CodecStatus.OK) {
                status = tag < 0 ? reader.next() : reader.find(tag);
            }
        }
        return status == CodecStatus.OK ? reader : null;
    }

    public static boolean flag(byte[] message, int tag) {
        TlvReader reader = at(message, tag);
        return reader != null && reader.boolValue();
    }

    /** Status of a status response, or −1. */
    public static int statusOf(byte[] message) {
        return number(message, 0);
    }

    /** An InvokeResponse with the status of one command. */
    public static byte[] commandStatus(int cluster, int command, int status) {
        return message(
                out -> {
                    out.putBool(0, false);
                    out.startArray(1);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.startStruct(1);
                    out.startList(0);
                    out.putUnsigned(1, cluster);
                    out.putUnsigned(2, command);
                    out.endContainer();
                    out.startStruct(1);
                    out.putUnsigned(0, status);
                    out.endContainer();
                    out.endContainer();
                    out.endContainer();
                    out.endContainer();
                });
    }

    /** Status of the one command or attribute of a response; 0 when a command was answered. */
    public static int resultOf(int opcode, byte[] message) {
        if (opcode == STATUS_RESPONSE) {
            return statusOf(message);
        }
        if (opcode == WRITE_RESPONSE) {
            return number(message, 0, -1, 1, 0);
        }
        return at(message, 1, -1, 0) != null ? 0 : number(message, 1, -1, 1, 1, 0);
    }

    /** A number of a command's response, or −1. */
    public static int field(byte[] response, int tag) {
        return number(response, 1, -1, 0, 1, tag);
    }

    /** Bytes of a command's response, or null. */
    public static byte[] bytesField(byte[] response, int tag) {
        TlvReader reader = at(response, 1, -1, 0, 1, tag);
        return reader == null || reader.bytes(0, 4096) < 0
                ? null
                : Arrays.copyOfRange(
                        response, reader.dataOffset(), reader.dataOffset() + reader.dataLength());
    }

    private static int number(byte[] message, int... tags) {
        TlvReader reader = at(message, tags);
        return reader == null ? -1 : (int) reader.value();
    }

    /**
     * An attribute in a report: its data, or a status instead.
     *
     * @param value an unsigned or boolean value, −1 for another
     */
    public record Report(int endpoint, int cluster, int attribute, int status, long value) {}

    /** What a report says, in its order. */
    public static List<Report> reported(byte[] report) {
        List<Report> all = new ArrayList<>();
        TlvReader list = at(report, 1);
        if (list == null) {
            return all;
        }
        list.enter();
        while (list.next() == CodecStatus.OK) {
            TlvReader member = copy(list);
            member.enter();
            member.next();
            boolean isData = member.tag() == 1;
            TlvReader path = copy(member);
            path.enter();
            path.find(isData ? 1 : 0);
            TlvReader value = copy(member);
            value.enter();
            value.find(isData ? 2 : 1);
            if (!isData) {
                value.enter();
                value.find(0);
            }
            long number =
                    value.type() == TlvType.UNSIGNED || value.type() == TlvType.BOOL
                            ? value.value()
                            : -1;
            all.add(
                    new Report(
                            member(path, 2),
                            member(path, 3),
                            member(path, 4),
                            isData ? 0 : (int) number,
                            isData ? number : -1));
        }
        return all;
    }

    private static TlvReader copy(TlvReader reader) {
        TlvReader copy = new TlvReader();
        copy.copyFrom(reader);
        return copy;
    }

    /** A number in the container that {@code reader} is on, or −1. */
    private static int member(TlvReader reader, int tag) {
        TlvReader in = copy(reader);
        in.enter();
        return in.find(tag) == CodecStatus.OK ? (int) in.value() : -1;
    }

    /** How many attributes, or errors instead, a report holds. */
    public static int reports(byte[] report) {
        TlvReader reader = at(report, 1);
        if (reader == null) {
            return 0;
        }
        reader.enter();
        int count = 0;
        while (reader.next() == CodecStatus.OK) {
            count++;
        }
        return count;
    }

    /** Reader on the data of the first attribute in a report, or null. */
    public static TlvReader data(byte[] report) {
        return at(report, 1, -1, 1, 2);
    }
}
