package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaStatus;

/** What is refused, with which status, before the media hook is asked. */
class ProviderRefusalsTest {
    private static final int SOLICIT = ProviderRig.SOLICIT;
    private static final int OFFER = ProviderRig.OFFER;
    private static final int ANSWER = ProviderRig.ANSWER;
    private static final int CANDIDATES = ProviderRig.CANDIDATES;
    private static final int END = ProviderRig.END;

    private static final int INVALID = ImStatus.INVALID_COMMAND;
    private static final int CONSTRAINT = ImStatus.CONSTRAINT_ERROR;
    private static final int DYNAMIC = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
    private static final int STATE = ImStatus.INVALID_IN_STATE;
    private static final byte[] NOT_UTF8 = {'v', '=', (byte) 0xC0, (byte) 0x80};

    /** A command of which one thing is wrong. Session 1 is the peer's, and established. */
    record Case(String what, int command, int status, Consumer<TlvWriter> fields) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** The common members of SolicitOffer, {@code shift} further on in ProvideOffer. */
    private static Consumer<TlvWriter> asks(int usage, int endpoint, Consumer<TlvWriter> more) {
        return w -> {
            w.putUnsigned(0, usage);
            w.putUnsigned(1, endpoint);
            more.accept(w);
        };
    }

    private static Consumer<TlvWriter> any(Consumer<TlvWriter> more) {
        return asks(
                3,
                3,
                w -> {
                    w.putNull(2);
                    more.accept(w);
                });
    }

    private static Consumer<TlvWriter> servers(int count, Consumer<TlvWriter> server) {
        return any(
                w -> {
                    w.startArray(4);
                    for (int i = 0; i < count; i++) {
                        w.startStruct(TlvTag.ANONYMOUS);
                        server.accept(w);
                        w.endContainer();
                    }
                    w.endContainer();
                });
    }

    private static void urls(TlvWriter w, int count, int length) {
        w.startArray(0);
        for (int i = 0; i < count; i++) {
            ProviderRig.text(w, TlvTag.ANONYMOUS, "u".repeat(length));
        }
        w.endContainer();
    }

    private static Consumer<TlvWriter> server(Consumer<TlvWriter> more) {
        return servers(
                1,
                w -> {
                    urls(w, 1, 10);
                    more.accept(w);
                });
    }

    private static Consumer<TlvWriter> sframe(int suite, int key, int kid) {
        return any(
                w -> {
                    w.startStruct(7);
                    w.putUnsigned(0, suite);
                    w.putBytes(1, new byte[key], 0, key);
                    w.putBytes(2, new byte[kid], 0, kid);
                    w.endContainer();
                });
    }

    private static Consumer<TlvWriter> list(int tag, int... ids) {
        return asks(
                3,
                3,
                w -> {
                    w.startArray(tag);
                    for (int id : ids) {
                        w.putUnsigned(TlvTag.ANONYMOUS, id);
                    }
                    w.endContainer();
                });
    }

    private static Consumer<TlvWriter> offer(Consumer<TlvWriter> more) {
        return w -> {
            w.putNull(0);
            ProviderRig.text(w, 1, "v=0");
            w.putUnsigned(2, 3);
            w.putUnsigned(3, 3);
            more.accept(w);
        };
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("no members", SOLICIT, INVALID, w -> {}),
                new Case("no usage", SOLICIT, INVALID, w -> w.putUnsigned(1, 3)),
                new Case("no endpoint", SOLICIT, INVALID, w -> w.putUnsigned(0, 3)),
                new Case("no stream", SOLICIT, INVALID, asks(3, 3, w -> {})),
                new Case("usage of no name", SOLICIT, CONSTRAINT, asks(4, 3, w -> w.putNull(2))),
                new Case(
                        "usage above 8 bits", SOLICIT, CONSTRAINT, asks(300, 3, w -> w.putNull(2))),
                new Case("endpoint 65535", SOLICIT, CONSTRAINT, asks(3, 65535, w -> w.putNull(2))),
                new Case(
                        "stream is text",
                        SOLICIT,
                        INVALID,
                        asks(3, 3, w -> ProviderRig.text(w, 2, "7"))),
                new Case(
                        "stream 65535",
                        SOLICIT,
                        CONSTRAINT,
                        asks(3, 3, w -> w.putUnsigned(2, 65535))),
                new Case("usage twice", SOLICIT, INVALID, any(w -> w.putUnsigned(0, 3))),
                new Case(
                        "usage is null",
                        SOLICIT,
                        INVALID,
                        w -> {
                            w.putNull(0);
                            w.putUnsigned(1, 3);
                            w.putNull(2);
                        }),
                new Case("metadata is a number", SOLICIT, INVALID, any(w -> w.putUnsigned(6, 1))),
                new Case(
                        "policy of no name",
                        SOLICIT,
                        INVALID,
                        any(w -> ProviderRig.text(w, 5, "none"))),
                new Case(
                        "policy of 17 letters",
                        SOLICIT,
                        CONSTRAINT,
                        any(w -> ProviderRig.text(w, 5, "r".repeat(17)))),
                new Case(
                        "policy is no UTF-8",
                        SOLICIT,
                        INVALID,
                        any(w -> w.putUtf8(5, NOT_UTF8, 0, 4))),
                new Case("list of no streams", SOLICIT, CONSTRAINT, list(8)),
                new Case("17 streams", SOLICIT, CONSTRAINT, list(9, new int[17])),
                new Case(
                        "list of texts",
                        SOLICIT,
                        INVALID,
                        asks(
                                3,
                                3,
                                w -> {
                                    w.startArray(8);
                                    ProviderRig.text(w, TlvTag.ANONYMOUS, "7");
                                    w.endContainer();
                                })),
                new Case("list is no list", SOLICIT, INVALID, asks(3, 3, w -> w.putUnsigned(8, 1))),
                new Case("11 servers", SOLICIT, CONSTRAINT, servers(11, w -> urls(w, 1, 9))),
                new Case("11 addresses", SOLICIT, CONSTRAINT, servers(1, w -> urls(w, 11, 9))),
                new Case("address of 2001", SOLICIT, CONSTRAINT, servers(1, w -> urls(w, 1, 2001))),
                new Case("server without address", SOLICIT, INVALID, servers(1, w -> {})),
                new Case(
                        "user of 509",
                        SOLICIT,
                        CONSTRAINT,
                        server(w -> ProviderRig.text(w, 1, "u".repeat(509)))),
                new Case(
                        "credential of 513",
                        SOLICIT,
                        CONSTRAINT,
                        server(w -> ProviderRig.text(w, 2, "u".repeat(513)))),
                new Case("CAID 65535", SOLICIT, CONSTRAINT, server(w -> w.putUnsigned(3, 65535))),
                new Case(
                        "CAID is text", SOLICIT, INVALID, server(w -> ProviderRig.text(w, 3, "1"))),
                new Case("servers are a number", SOLICIT, INVALID, any(w -> w.putUnsigned(4, 1))),
                new Case("cipher suite 0", SOLICIT, CONSTRAINT, sframe(0, 16, 8)),
                new Case("base key of 129", SOLICIT, CONSTRAINT, sframe(1, 129, 8)),
                new Case("key id of 1", SOLICIT, CONSTRAINT, sframe(1, 16, 1)),
                new Case("key id of 9", SOLICIT, CONSTRAINT, sframe(1, 16, 9)),
                new Case("SFrame", SOLICIT, DYNAMIC, sframe(1, 16, 8)),
                new Case(
                        "empty SFrame",
                        SOLICIT,
                        INVALID,
                        any(
                                w -> {
                                    w.startStruct(7);
                                    w.endContainer();
                                })),
                new Case(
                        "no id",
                        OFFER,
                        INVALID,
                        w -> {
                            ProviderRig.text(w, 1, "v=0");
                            w.putUnsigned(2, 3);
                            w.putUnsigned(3, 3);
                            w.putNull(4);
                        }),
                new Case(
                        "no description",
                        OFFER,
                        INVALID,
                        w -> {
                            w.putNull(0);
                            w.putUnsigned(2, 3);
                            w.putUnsigned(3, 3);
                            w.putNull(4);
                        }),
                new Case(
                        "description is no UTF-8",
                        OFFER,
                        INVALID,
                        w -> {
                            w.putNull(0);
                            w.putUtf8(1, NOT_UTF8, 0, 4);
                            w.putUnsigned(2, 3);
                            w.putUnsigned(3, 3);
                            w.putNull(4);
                        }),
                new Case(
                        "new session without usage",
                        OFFER,
                        INVALID,
                        w -> {
                            w.putNull(0);
                            ProviderRig.text(w, 1, "v=0");
                            w.putUnsigned(3, 3);
                            w.putNull(4);
                        }),
                new Case("new session of no stream", OFFER, INVALID, offer(w -> {})),
                new Case(
                        "SFrame offered",
                        OFFER,
                        DYNAMIC,
                        offer(
                                w -> {
                                    w.putNull(4);
                                    w.startStruct(9);
                                    w.putUnsigned(0, 1);
                                    w.putBytes(1, new byte[16], 0, 16);
                                    w.putBytes(2, new byte[8], 0, 8);
                                    w.endContainer();
                                })),
                new Case(
                        "usage of no name",
                        OFFER,
                        CONSTRAINT,
                        w -> {
                            w.putUnsigned(0, 1);
                            ProviderRig.text(w, 1, "v=0");
                            w.putUnsigned(2, 4);
                        }),
                new Case(
                        "no such session",
                        OFFER,
                        ImStatus.NOT_FOUND,
                        w -> {
                            w.putUnsigned(0, 77);
                            ProviderRig.text(w, 1, "v=0");
                        }),
                new Case("no description", ANSWER, INVALID, w -> w.putUnsigned(0, 1)),
                new Case(
                        "description is a number",
                        ANSWER,
                        INVALID,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.putUnsigned(1, 1);
                        }),
                new Case(
                        "no UTF-8",
                        ANSWER,
                        INVALID,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.putUtf8(1, NOT_UTF8, 0, 4);
                        }),
                new Case(
                        "established",
                        ANSWER,
                        STATE,
                        w -> {
                            w.putUnsigned(0, 1);
                            ProviderRig.text(w, 1, "v=0");
                        }),
                new Case("no list", CANDIDATES, INVALID, w -> w.putUnsigned(0, 1)),
                new Case(
                        "empty list",
                        CANDIDATES,
                        CONSTRAINT,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.startArray(1);
                            w.endContainer();
                        }),
                new Case(
                        "empty list of nobody",
                        CANDIDATES,
                        CONSTRAINT,
                        w -> {
                            w.putUnsigned(0, 77);
                            w.startArray(1);
                            w.endContainer();
                        }),
                new Case(
                        "empty section name",
                        CANDIDATES,
                        CONSTRAINT,
                        candidate(
                                w -> {
                                    ProviderRig.text(w, 0, "c");
                                    ProviderRig.text(w, 1, "");
                                })),
                new Case("no text", CANDIDATES, INVALID, candidate(w -> w.putNull(1))),
                new Case(
                        "section above 16 bits",
                        CANDIDATES,
                        INVALID,
                        candidate(
                                w -> {
                                    ProviderRig.text(w, 0, "c");
                                    w.putUnsigned(2, 70000);
                                })),
                new Case(
                        "not UTF-8",
                        CANDIDATES,
                        INVALID,
                        candidate(w -> w.putUtf8(0, NOT_UTF8, 0, 4))),
                new Case(
                        "no structure",
                        CANDIDATES,
                        INVALID,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.startArray(1);
                            w.putUnsigned(TlvTag.ANONYMOUS, 1);
                            w.endContainer();
                        }),
                new Case("no reason", END, INVALID, w -> w.putUnsigned(0, 1)),
                new Case(
                        "reason of no name",
                        END,
                        CONSTRAINT,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.putUnsigned(1, 13);
                        }),
                new Case(
                        "reason of nobody's",
                        END,
                        CONSTRAINT,
                        w -> {
                            w.putUnsigned(0, 77);
                            w.putUnsigned(1, 13);
                        }),
                new Case(
                        "nobody's",
                        END,
                        ImStatus.NOT_FOUND,
                        w -> {
                            w.putUnsigned(0, 77);
                            w.putUnsigned(1, 12);
                        }));
    }

    private static Consumer<TlvWriter> candidate(Consumer<TlvWriter> members) {
        return w -> {
            w.putUnsigned(0, 1);
            w.startArray(1);
            w.startStruct(TlvTag.ANONYMOUS);
            members.accept(w);
            w.endContainer();
            w.endContainer();
        };
    }

    @Tag("webrtc-provider R12")
    @Tag("webrtc-provider R13")
    @Tag("webrtc-provider R28")
    @Tag("webrtc-provider R65")
    @Tag("webrtc-provider T24")
    @ParameterizedTest
    @MethodSource("cases")
    void shouldRefuse(Case one) {
        ProviderRig rig = new ProviderRig();
        int id = rig.established();
        assertEquals(1, id);
        rig.media.heard();
        List<String> before = rig.current(false);
        int version = rig.cluster.dataVersion();
        assertEquals(one.status, rig.invoke(one.command, one.fields));
        assertEquals(List.of(), rig.media.heard());
        assertEquals(before, rig.current(false));
        assertEquals(1, rig.cluster.sessions().rows().inUse());
        assertEquals(version, rig.cluster.dataVersion());
    }

    /** The limits themselves are taken. */
    @Tag("webrtc-provider R13")
    @Test
    void shouldTakeWhatIsJustWithinTheLimits() {
        ProviderRig rig = new ProviderRig();
        assertEquals(
                0,
                rig.invoke(
                        SOLICIT,
                        servers(
                                2,
                                w -> {
                                    urls(w, 2, 2000);
                                    ProviderRig.text(w, 1, "u".repeat(508));
                                    ProviderRig.text(w, 2, "c".repeat(512));
                                    w.putUnsigned(3, 65534);
                                })));
        assertEquals(0, rig.invoke(SOLICIT, servers(10, w -> urls(w, 10, 9))));
        assertEquals(0, rig.invoke(SOLICIT, any(w -> ProviderRig.text(w, 5, "relay"))));
        assertEquals(0, rig.invoke(SOLICIT, asks(0, 65534, w -> w.putUnsigned(3, 65534))));
    }

    @Tag("webrtc-provider T8")
    @Tag("webrtc-provider R12")
    @Test
    void shouldTakeDescriptionsUpToTheirLength() {
        ProviderRig rig = new ProviderRig(ProviderRig.small(), null, false, false);
        String longest = "s".repeat(1024);
        assertEquals(0, rig.offer(longest));
        int id = rig.id();
        assertEquals(CONSTRAINT, rig.offer(longest + "s"));
        assertEquals(CONSTRAINT, rig.offer(77, longest + "s"));
        assertEquals(CONSTRAINT, rig.answer(77, longest + "s"));
        assertEquals(CONSTRAINT, rig.offer(id, longest + "s"));
        assertEquals(0, rig.offer(id, longest));
    }

    @Tag("webrtc-provider T9")
    @Tag("webrtc-provider R11")
    @Test
    void shouldTellNobodyOfSessionsOfOthers() {
        ProviderRig rig = new ProviderRig();
        int id = rig.established();
        rig.media.heard();
        for (int who = 0; who < 3; who++) {
            rig.as(who == 1 ? 2 : 1, who == 0 ? 0x2002 : ProviderRig.PEER);
            int asked = who == 2 ? 77 : id;
            assertEquals(ImStatus.NOT_FOUND, rig.offer(asked, "v=0"));
            assertEquals(ImStatus.NOT_FOUND, rig.answer(asked, "v=0"));
            assertEquals(ImStatus.NOT_FOUND, rig.candidates(asked, "c"));
            assertEquals(ImStatus.NOT_FOUND, rig.end(asked, 2));
        }
        assertEquals(List.of(), rig.media.heard());
    }

    @Tag("webrtc-provider T10")
    @Tag("webrtc-provider R6")
    @Tag("webrtc-provider R7")
    @Test
    void shouldRefuseASessionMoreThanItHasPlacesFor() {
        ProviderRig rig = new ProviderRig();
        for (int i = 0; i < 4; i++) {
            rig.established();
        }
        rig.media.heard();
        List<String> before = rig.current(false);
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.solicit());
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.offer("v=0"));
        assertEquals(List.of(), rig.media.heard());
        assertEquals(before, rig.current(false));
        rig.end(2, 2);
        assertEquals(0, rig.solicit());
        assertEquals(5, rig.id());
    }

    @Tag("webrtc-provider R6")
    @Test
    void shouldGiveThePlaceOfOneThatIsOnlyEnding() {
        ProviderRig rig = new ProviderRig();
        rig.media.deferred = true;
        for (int i = 0; i < 4; i++) {
            rig.solicit();
        }
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.pass(60_000);
        assertEquals(4, rig.cluster.sessions().rows().inUse());
        assertEquals(4, rig.cluster.queue().size());
        assertEquals(0, rig.solicit());
        assertEquals(5, rig.id());
        assertEquals(3, rig.cluster.queue().size());
        rig.poll();
        assertEquals(4, rig.cluster.sessions().rows().inUse());
    }

    @Tag("webrtc-provider R15")
    @ParameterizedTest
    @MethodSource("hookErrors")
    void shouldSayWhatTheMediaPortSays(int[] error) {
        ProviderRig rig = new ProviderRig();
        int id = rig.established();
        rig.media.answer = error[0];
        assertEquals(error[1], rig.solicit());
        assertEquals(error[1], rig.offer("v=0"));
        assertEquals(error[1], rig.offer(id, "v=0"));
        assertEquals(error[1], rig.candidates(id, "c"));
        assertEquals(1, rig.current(false).size());
    }

    static Stream<int[]> hookErrors() {
        return Stream.of(
                new int[] {MediaStatus.INVALID_IN_STATE, STATE},
                new int[] {MediaStatus.INVALID_COMMAND, INVALID},
                new int[] {MediaStatus.DYNAMIC_CONSTRAINT, DYNAMIC},
                new int[] {MediaStatus.RESOURCE_EXHAUSTED, ImStatus.RESOURCE_EXHAUSTED},
                new int[] {MediaStatus.FAILURE, ImStatus.FAILURE},
                new int[] {-77, ImStatus.FAILURE});
    }

    /** A port that says it never answers later, and does. */
    @Tag("webrtc-provider R54")
    @Test
    void shouldRefuseAPendingThatWasNotAnnounced() {
        ProviderRig rig = new ProviderRig();
        rig.media.answer = MediaStatus.PENDING;
        assertEquals(ImStatus.FAILURE, rig.solicit());
        assertEquals(0, rig.cluster.sessions().rows().inUse());
    }
}
