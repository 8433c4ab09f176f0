package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;

/** NOCResponse (Matter core 11.18.6.10), with which most commands about fabrics end. */
final class NocResponse {
    private NocResponse() {}

    /** A NODE_OPERATIONAL_CERT_STATUS other than OK; SUCCESS, for it is answered. */
    static int refuse(CommandInvocation in, int status) {
        TlvWriter out = in.respond(OperationalCredentialsSpec.CMD_NOC_RESPONSE);
        out.putUnsigned(OperationalCredentialsSpec.NOC_RESPONSE_STATUS_CODE, status);
        return ImStatus.SUCCESS;
    }

    /** Done, for this fabric; SUCCESS. */
    static int ok(CommandInvocation in, int fabricIndex) {
        TlvWriter out = in.respond(OperationalCredentialsSpec.CMD_NOC_RESPONSE);
        out.putUnsigned(
                OperationalCredentialsSpec.NOC_RESPONSE_STATUS_CODE,
                OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_OK);
        out.putUnsigned(OperationalCredentialsSpec.NOC_RESPONSE_FABRIC_INDEX, fabricIndex);
        return ImStatus.SUCCESS;
    }
}
