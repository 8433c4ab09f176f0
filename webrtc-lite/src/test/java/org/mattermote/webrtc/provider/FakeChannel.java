package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;

/** The way to peers that a test opens, shuts and answers on. */
final class FakeChannel implements PushChannel {
    /** A command that left. */
    record Push(int fabricIndex, long node, int endpoint, int command, byte[] fields) {
        /** Command and session. */
        @Override
        public String toString() {
            TlvReader reader = new TlvReader();
            reader.wrap(fields, 0, fields.length);
            reader.next();
            return command + " " + reader.value();
        }

        /** Text of the second member. */
        String text() {
            TlvReader reader = new TlvReader();
            reader.wrap(fields, 0, fields.length);
            reader.next();
            reader.next();
            return new String(fields, reader.dataOffset(), reader.dataLength());
        }

        /** Number of the second member. */
        int number() {
            TlvReader reader = new TlvReader();
            reader.wrap(fields, 0, fields.length);
            reader.next();
            reader.next();
            return (int) reader.value();
        }

        /** Texts of the candidates. */
        List<String> candidates() {
            List<String> texts = new ArrayList<>();
            TlvReader reader = new TlvReader();
            reader.wrap(fields, 0, fields.length);
            reader.next();
            reader.next();
            reader.enter();
            while (reader.next() == 0) {
                reader.enter();
                reader.next();
                texts.add(new String(fields, reader.dataOffset(), reader.dataLength()));
                reader.exit();
            }
            return texts;
        }
    }

    final List<Push> sent = new ArrayList<>();

    /** What open answers. */
    int openAnswer = OPEN;

    /** Whether no message is free. */
    boolean busy;

    /** What send answers. */
    int sendAnswer = OPEN;

    /** Bytes that fields may have. */
    int room = 1100;

    /** Whether the last command wanted the longest message. */
    boolean whole;

    int opens;
    int cancels;
    PushListener listener;
    private int fabricIndex;
    private long node;
    private int endpoint;
    private int command;
    private final TlvWriter out = new TlvWriter();

    @Override
    public void setListener(PushListener listener) {
        this.listener = listener;
    }

    @Override
    public int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis) {
        this.fabricIndex = fabricIndex;
        node = peerNodeId;
        opens++;
        return openAnswer;
    }

    @Override
    public TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis) {
        this.endpoint = endpoint;
        this.command = command;
        this.whole = whole;
        // Somewhere in a message.
        out.wrap(new byte[100 + room], 70, 70 + room);
        return busy ? null : out;
    }

    @Override
    public int send(long nowMillis) {
        assertFalse(out.overflowed());
        if (sendAnswer == OPEN) {
            byte[] bytes = Arrays.copyOfRange(out.array(), 70, out.position());
            sent.add(new Push(fabricIndex, node, endpoint, command, bytes));
        }
        return sendAnswer;
    }

    @Override
    public void cancel(long nowMillis) {
        cancels++;
    }

    Push last() {
        return sent.get(sent.size() - 1);
    }

    /** What was sent since the last time. */
    List<String> pushes() {
        List<String> pushes = sent.stream().map(Push::toString).toList();
        sent.clear();
        return pushes;
    }
}
