package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/**
 * One InvokeResponseIB in the making (Matter core 10.6.13): a response command, or a status if the
 * command gives none, fails or says more than fits.
 */
final class CommandResponse extends CommandInvocation {
    /** {@link #reference} of a command without one. */
    static final int NO_REFERENCE = -1;

    private static final int COMMAND_TAG = 0;
    private static final int STATUS_TAG = 1;

    private static final int PATH_TAG = 0;
    private static final int FIELDS_TAG = 1;
    private static final int DATA_REFERENCE_TAG = 2;
    private static final int STATUS_IB_TAG = 1;
    private static final int STATUS_REFERENCE_TAG = 2;

    /** Ends of the fields, the CommandDataIB and the InvokeResponseIB, and a reference. */
    private static final int ENDS = 3 + 4;

    private final byte[] nothing = new byte[1];

    /** Takes what nobody wants to have. */
    private final TlvWriter sink = new TlvWriter();

    private TlvWriter out;
    private int mark;
    private boolean responded;

    private int cluster;
    private int command;
    private int reference;

    CommandResponse(Subject subject) {
        super(subject);
    }

    /**
     * Makes ready for one command.
     *
     * @param w takes the InvokeResponseIB, null for nobody
     * @param commandReference CommandRef or {@link #NO_REFERENCE}
     */
    void begin(TlvWriter w, int endpointId, int clusterId, int commandId, int commandReference) {
        out = w;
        endpoint = endpointId;
        cluster = clusterId;
        command = commandId;
        reference = commandReference;
        responded = false;
        if (w != null) {
            mark = w.mark();
        }
    }

    @Override
    public TlvWriter respond(int responseCommand) {
        if (out == null) {
            sink.wrap(nothing, 0, 0);
            return sink;
        }
        out.rewind(mark);
        out.startStruct(TlvTag.ANONYMOUS);
        out.startStruct(COMMAND_TAG);
        CommandPath.put(out, PATH_TAG, endpoint, cluster, responseCommand);
        out.startStruct(FIELDS_TAG);
        if (!responded) {
            out.reserve(ENDS);
        }
        responded = true;
        return out;
    }

    /** Completes the InvokeResponseIB with what the command returned. */
    void end(int status) {
        if (out == null) {
            return;
        }
        if (responded) {
            out.unreserve(ENDS);
            if (out.overflowed()) {
                putStatus(ImStatus.RESOURCE_EXHAUSTED);
            } else if (status == ImStatus.SUCCESS) {
                out.endContainer();
                if (reference != NO_REFERENCE) {
                    out.putUnsigned(DATA_REFERENCE_TAG, reference);
                }
                out.endContainer();
                out.endContainer();
            } else {
                putStatus(status);
            }
        } else {
            putStatus(status);
        }
        out = null;
    }

    /** Takes back what was written of it: it comes later. */
    void postpone() {
        if (out != null) {
            if (responded) {
                out.unreserve(ENDS);
            }
            out.rewind(mark);
        }
        out = null;
    }

    private void putStatus(int status) {
        out.rewind(mark);
        out.startStruct(TlvTag.ANONYMOUS);
        out.startStruct(STATUS_TAG);
        CommandPath.put(out, PATH_TAG, endpoint, cluster, command);
        ImMessage.putStatus(out, STATUS_IB_TAG, status);
        if (reference != NO_REFERENCE) {
            out.putUnsigned(STATUS_REFERENCE_TAG, reference);
        }
        out.endContainer();
        out.endContainer();
    }
}
