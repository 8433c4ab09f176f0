package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.DiagnosticLogsSpec;
import org.mattermote.stack.port.UtcClock;

/**
 * Diagnostic Logs (Matter core 11.11) in the response alone. There is no bulk data exchange: who
 * asks for it gets the response and the status Exhausted, as the specification wants it.
 */
public final class DiagnosticLogsCluster extends Cluster {
    /** Bytes of a log in a response at most. */
    public static final int MAX_CONTENT = 1024;

    private static final int[] NO_ATTRIBUTES = {};
    private static final int[] COMMANDS = {DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_REQUEST};

    private static final int MAX_DESIGNATOR = 32;
    private static final int MICROS = 1000;

    private final LogSource source;
    private final UtcClock clock;
    private final FieldTable fields;
    private final Scratch scratch;

    public DiagnosticLogsCluster(LogSource source, UtcClock clock, ClusterWorkspace workspace) {
        super(new DiagnosticLogsSpec(), 0, NO_ATTRIBUTES, COMMANDS);
        this.source = source;
        this.clock = clock;
        fields = workspace.fields;
        scratch = workspace.scratch;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_ATTRIBUTE;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (command != DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_REQUEST) {
            return ImStatus.UNSUPPORTED_COMMAND;
        }
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int intent =
                fields.unsigned(
                        DiagnosticLogsSpec.RETRIEVE_LOGS_REQUEST_INTENT,
                        DiagnosticLogsSpec.INTENT_CRASH_LOGS);
        int protocol =
                fields.unsigned(
                        DiagnosticLogsSpec.RETRIEVE_LOGS_REQUEST_REQUESTED_PROTOCOL,
                        DiagnosticLogsSpec.TRANSFER_PROTOCOL_BDX);
        int designator =
                fields.utf8(
                        DiagnosticLogsSpec.RETRIEVE_LOGS_REQUEST_TRANSFER_FILE_DESIGNATOR,
                        0,
                        MAX_DESIGNATOR);
        boolean bulk = protocol == DiagnosticLogsSpec.TRANSFER_PROTOCOL_BDX;
        // Values out of range are INVALID_COMMAND here (11.11.5.1.3).
        if (intent < 0
                || protocol < 0
                || designator == CodecStatus.WRONG_TYPE
                || bulk && designator == CodecStatus.NOT_FOUND) {
            return ImStatus.INVALID_COMMAND;
        }
        if (designator == CodecStatus.OUT_OF_RANGE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int capacity = Math.min(MAX_CONTENT, scratch.left());
        int at = scratch.take(capacity);
        int length = source.newest(intent, in.nowMillis, scratch.bytes, at, capacity);
        respond(in, bulk, at, length);
        scratch.release(at);
        return ImStatus.SUCCESS;
    }

    private void respond(CommandInvocation in, boolean bulk, int at, int length) {
        int status = DiagnosticLogsSpec.STATUS_SUCCESS;
        if (length < 0) {
            status = DiagnosticLogsSpec.STATUS_NO_LOGS;
        } else if (bulk) {
            status = DiagnosticLogsSpec.STATUS_EXHAUSTED;
        }
        TlvWriter out = in.respond(DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_RESPONSE);
        out.putUnsigned(DiagnosticLogsSpec.RETRIEVE_LOGS_RESPONSE_STATUS, status);
        out.putBytes(
                DiagnosticLogsSpec.RETRIEVE_LOGS_RESPONSE_LOG_CONTENT,
                scratch.bytes,
                at,
                Math.max(length, 0));
        long oldest = source.oldestMillis();
        if (status != DiagnosticLogsSpec.STATUS_SUCCESS || oldest < 0) {
            return;
        }
        long utc = clock.epochMicros();
        if (utc >= 0) {
            out.putUnsigned(
                    DiagnosticLogsSpec.RETRIEVE_LOGS_RESPONSE_UTC_TIME_STAMP,
                    Math.max(utc - (in.nowMillis - oldest) * MICROS, 0));
        }
        out.putUnsigned(DiagnosticLogsSpec.RETRIEVE_LOGS_RESPONSE_TIME_SINCE_BOOT, oldest * MICROS);
    }
}
