package org.mattermote.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Stack;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;
import org.mattermote.stack.gate.DeviceGate;
import org.mattermote.stack.gate.Refusal;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.text.TextReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

class GateTest {
    @Test
    void shouldFindNothingToRefuse() {
        assertEquals(List.of(), DeviceGate.device(Path.of("target/classes")));
    }

    /** Until an app has rooms of this module: every method that is not a constructor is a root. */
    @Test
    void shouldAllocateNothingAfterConstruction() {
        ClassSet classes = ClassSet.holding(Stack.class, TextReader.class);
        List<String> roots = new ArrayList<>();
        for (ClassNode type : ClassSet.of(Path.of("target/classes")).classes()) {
            for (MethodNode method : type.methods) {
                if (!method.name.startsWith("<") && !Modifier.isAbstract(method.access)) {
                    roots.add(type.name + "." + method.name + method.desc);
                }
            }
        }
        AllocationGate.Verdict verdict = AllocationGate.judge(classes, roots);
        assertEquals(List.<Refusal>of(), verdict.refusals());
        assertTrue(verdict.methods().size() >= roots.size());
    }

    /** Signalling is built without media: what media is comes in by hooks, and from outside. */
    @Tag("webrtc-provider R67")
    @Test
    void shouldKnowNoMediaProcessor() throws IOException {
        List<String> outside =
                List.of("MediaPort", "MediaEvents", "MediaLink", "Negotiation", "MediaSession");
        for (String room : List.of("text", "ice", "sdp", "provider", "requestor")) {
            Path classes = Path.of("target/classes/org/mattermote/webrtc", room);
            try (Stream<Path> files = Files.list(classes)) {
                for (Path file : files.toList()) {
                    String constants = Files.readString(file, StandardCharsets.ISO_8859_1);
                    for (String type : outside) {
                        assertFalse(
                                constants.contains("org/mattermote/webrtc/media/" + type),
                                file + " knows " + type);
                    }
                }
            }
        }
    }
}
