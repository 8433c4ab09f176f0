package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.model.Subject;

/**
 * What each interaction answers to each mistake. In the tables of one interaction every row makes
 * the mistake it is about and, where it can, those of the rows below: the first decides.
 */
class StatusOrderTest {
    private static final Pattern STATUS = Pattern.compile("1:\\{0:(\\d+)(,1:\\d+)?}}");

    private final TestNode n = new TestNode();

    private static Subject who(String name) {
        return switch (name) {
            case "admin" -> TestNode.admin();
            case "operator" -> TestNode.operator();
            case "stranger" -> TestNode.stranger();
            default -> TestNode.commissioner();
        };
    }

    private String ask(String who, int opcode, String request, boolean timed) {
        String answer =
                timed ? n.askTimed(who(who), opcode, request) : n.ask(who(who), opcode, request);
        assertEquals(0, n.server.pool().inUse());
        return answer;
    }

    /** The answer has one status, of a path. */
    private static void assertPath(int expected, String answer) {
        Matcher status = STATUS.matcher(answer);
        assertTrue(status.find(), answer);
        assertEquals(Integer.toHexString(expected), hex(status.group(1)), answer);
        assertEquals(false, status.find(), answer);
    }

    private static String hex(String decimal) {
        return Integer.toHexString(Integer.parseInt(decimal));
    }

    @ParameterizedTest(name = "{0} reads {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    stranger | 2:9,3:9,4:9       | 0x7E
                    stranger | 2:1,3:9,4:9       | 0x7E
                    stranger | 2:1,3:256,4:99    | 0x7E
                    stranger | 2:1,3:256,4:5     | 0x7E
                    stranger | 2:1,3:256,4:9     | 0x7E
                    operator | 2:0,3:9,4:9       | 0x7E
                    operator | 2:1,3:9,4:9       | 0xC3
                    admin    | 2:9,3:9,4:9       | 0x7F
                    admin    | 2:9,3:256,4:5     | 0x7F
                    admin    | 2:1,3:9,4:65533   | 0xC3
                    admin    | 2:1,3:256,4:99    | 0x86
                    admin    | 2:1,3:256,4:65530 | 0x86
                    operator | 2:1,3:256,4:5     | 0x8F
                    operator | 2:1,3:256,4:9     | 0x7E
                    admin    | 2:1,3:256,4:15    | 0x01
                    pase     | 2:9,3:256,4:0     | 0x7F
                    pase     | 2:1,3:256,4:5     | 0x8F
                    """)
    void shouldAnswerReads(String who, String path, int expected) {
        String request = "{0:[<" + path + ">],3:true,255:12}";
        assertPath(expected, ask(who, ImOpcode.READ_REQUEST, request, false));
    }

    @ParameterizedTest(name = "{0} reads event {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    stranger | 1:9,2:9,3:9   | 0x7E
                    stranger | 1:1,2:9,3:9   | 0x7E
                    stranger | 1:1,2:256,3:9 | 0x7E
                    stranger | 1:1,2:256,3:2 | 0x7E
                    admin    | 1:9,2:9,3:9   | 0x7F
                    operator | 1:1,2:9,3:9   | 0xC3
                    operator | 1:1,2:256,3:9 | 0xC7
                    operator | 1:1,2:256,3:2 | 0x7E
                    pase     | 1:1,2:256,3:9 | 0xC7
                    """)
    void shouldAnswerReadsOfEvents(String who, String path, int expected) {
        String request = "{1:[<" + path + ">],3:true,255:12}";
        assertPath(expected, ask(who, ImOpcode.READ_REQUEST, request, false));
    }

    @ParameterizedTest(name = "{0} writes {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    stranger | 1:<2:9,3:9,4:9>,2:5              | 0x7E
                    stranger | 1:<2:1,3:9,4:9>,2:5              | 0x7E
                    stranger | 1:<2:1,3:256,4:99>,2:5           | 0x7E
                    admin    | 1:<2:9,3:9,4:9>,2:5              | 0x7F
                    admin    | 1:<2:1,3:9,4:9>,2:5              | 0xC3
                    admin    | 0:1,1:<2:1,3:256,4:99>,2:5       | 0x86
                    stranger | 0:1,1:<2:1,3:256,4:6>,2:'x'      | 0x88
                    stranger | 0:1,1:<2:1,3:256,4:65531>,2:'x'  | 0x88
                    stranger | 0:1,1:<2:1,3:256,4:65532>,2:'x'  | 0x88
                    admin    | 0:1,1:<2:1,3:256,4:8,5:1>,2:'x'  | 0x88
                    stranger | 0:1,1:<2:1,3:256,4:4>,2:'x'      | 0x7E
                    operator | 0:1,1:<2:1,3:256,4:3>,2:'x'      | 0x7E
                    operator | 0:1,1:<2:1,3:256,4:4>,2:'x'      | 0xC6
                    operator | 0:1,1:<2:1,3:256,4:0>,2:'x'      | 0x92
                    pase     | 0:1,1:<2:1,3:256,4:3>,2:'x'      | 0x92
                    pase     | 1:<2:1,3:256,4:3>,2:'x'          | 0x7E
                    operator | 1:<2:1,3:256,4:0>,2:5            | 0x8D
                    operator | 1:<2:1,3:256,4:0,5:null>,2:true  | 0x8D
                    operator | 1:<2:1,3:256,4:13>,2:4           | 0x87
                    operator | 1:<2:1,3:256,4:0>,2:true         | 0x00
                    """)
    void shouldAnswerWrites(String who, String data, int expected) {
        String request = "{1:false,2:[{" + data + "}],255:12}";
        assertPath(expected, ask(who, ImOpcode.WRITE_REQUEST, request, false));
        assertEquals(expected == 0 ? 1 : 0, n.full.writes);
    }

    @ParameterizedTest(name = "{0} invokes {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    stranger | 0:<0:9,1:9,2:9>,1:5    | 0x7F
                    stranger | 0:<0:1,1:9,2:9>,1:5    | 0xC3
                    stranger | 0:<0:1,1:256,2:99>,1:5 | 0x81
                    stranger | 0:<0:1,1:256,2:2>,1:5  | 0x7E
                    operator | 0:<0:1,1:256,2:4>,1:5  | 0x7E
                    operator | 0:<0:1,1:256,2:5>,1:5  | 0xD1
                    pase     | 0:<0:1,1:256,2:3>,1:5  | 0x7E
                    operator | 0:<0:1,1:256,2:2>,1:5  | 0xC6
                    operator | 0:<0:1,1:256,2:0>,1:5  | 0x85
                    operator | 0:<0:1,1:256,2:0>      | 0x00
                    """)
    void shouldAnswerInvokes(String who, String command, int expected) {
        String request = "{0:false,1:false,2:[{" + command + "}],255:12}";
        assertPath(expected, ask(who, ImOpcode.INVOKE_REQUEST, request, false));
        assertEquals(expected == 0 ? 1 : 0, n.full.invocations);
    }

    /** Opcodes: 2 read, 3 subscribe, 6 write, 8 invoke, 10 timed. */
    @ParameterizedTest(name = "{0} sends {1}: {2}, {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    admin    | 2  | plain | {0:[<>]}                                         | 0x80
                    admin    | 2  | plain | {0:[<2:1,3:9,5:1>],3:true}                       | 0x80
                    admin    | 2  | plain | {0:[<2:1,4:5>],3:true}                           | 0x80
                    admin    | 2  | plain | {1:[<1:1,3:9>],3:true}                           | 0x80
                    admin    | 2  | timed | {0:[<>],3:true}                                  | 0x80
                    pase     | 3  | plain | {0:true,1:9,2:5}                                 | 0x7E
                    admin    | 3  | plain | {0:true,1:0,2:5,3:[<>]}                          | 0x80
                    admin    | 3  | plain | {0:true,1:6,2:5,3:[<>],7:true}                   | 0x80
                    admin    | 3  | plain | {0:true,1:0,2:5,7:true}                          | 0x80
                    admin    | 3  | plain | {0:true,1:0,2:5,3:[],4:[],7:true}                | 0x80
                    stranger | 3  | plain | {0:true,1:0,2:5,3:[<>],4:[<>],7:true}            | 0x80
                    operator | 3  | plain | {0:true,1:0,2:5,3:[<2:1,3:256,4:9>],7:true}      | 0x80
                    operator | 3  | plain | {0:true,1:0,2:5,4:[<1:1,2:256,3:2>],7:true}      | 0x80
                    operator | 3  | plain | {0:true,1:0,2:5,3:[<2:1,3:256,4:5>],7:true}      | 0x80
                    admin    | 6  | plain | {1:false}                                        | 0x80
                    admin    | 6  | timed | {1:true,2:[{1:<2:1,3:256,4:0>,2:5}],3:true}      | 0x80
                    admin    | 6  | plain | {0:true,1:false,2:[],3:true}                     | 0x80
                    admin    | 6  | plain | {1:true,2:[{1:<3:256,4:0>,2:5}]}                 | 0xC9
                    admin    | 6  | timed | {1:false,2:[{1:<2:1,3:256,4:0>,2:5}]}            | 0xC9
                    admin    | 6  | plain | {1:false,2:[{1:<3:256,4:0>,2:5}]}                | 0x80
                    admin    | 6  | late  | {1:true,2:[{1:<2:1,3:256,4:0>,2:true}]}          | 0x94
                    admin    | 8  | plain | {0:false,1:false}                                | 0x80
                    admin    | 8  | plain | {0:false,1:true,2:[{0:<1:256,2:0>}]}             | 0xC9
                    admin    | 8  | timed | {0:false,1:false,2:[{0:<0:9,1:256,2:0>}]}        | 0xC9
                    admin    | 8  | plain | {0:false,1:false,2:[{0:<1:256,2:0>}]}            | 0x80
                    admin    | 8  | plain | {0:false,1:false,2:[{0:<0:1,1:256,2:0>,2:1},{0:<0:1,1:256,2:1>,2:2},{0:<0:1,1:256,2:2>,2:3},{0:<0:1,1:256,2:3>,2:4},{0:<0:1,1:256,2:4>,2:5}]} | 0x80
                    admin    | 8  | late  | {0:false,1:true,2:[{0:<0:1,1:256,2:0>}]}         | 0x94
                    admin    | 10 | timed | {0:5}                                            | 0x80
                    admin    | 10 | plain | {}                                               | 0x80
                    admin    | 1  | plain | {0:0}                                            | 0x80
                    admin    | 77 | plain | {0:0}                                            | 0x80
                    """)
    void shouldAnswerWholeMessages(
            String who, int opcode, String timing, String request, int expected) {
        Interaction in = n.open(who(who));
        if (!timing.equals("plain")) {
            n.send(in, ImOpcode.TIMED_REQUEST, "{0:1000,255:12}");
            n.now += timing.equals("late") ? 1001 : 1000;
        }
        n.send(in, opcode, request);
        assertEquals("{0:" + expected + ",255:12}", n.last().text());
        assertEquals(ImOpcode.STATUS_RESPONSE, n.lastOpcode());
        assertTrue(n.last().last());
        assertEquals(0, n.server.pool().inUse());
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.full.writes + n.full.invocations);
    }
}
