package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.StatusReport;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.message.InboundMessage;

/** The status reports that end a handshake, good or bad; one serves all of them. */
public final class SecureReports {
    private final Exchanges exchanges;
    private final StatusReport report = new StatusReport();

    /** The longest is Busy, with the wait. */
    private final byte[] encoded = new byte[StatusReport.MIN_LENGTH + 2];

    public SecureReports(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Sends a SecureChannelProtocolCode reliably as the last message; without a packet, once. */
    void end(Exchange exchange, int protocolCode, long nowMillis) {
        report.setSecureChannel(protocolCode);
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            exchanges.refuse(exchange, report, nowMillis);
            return;
        }
        write(out);
        exchanges.sendLast(exchange, SecureChannelOpcode.STATUS_REPORT, nowMillis);
    }

    /** Asks the initiator to try again, no earlier than after {@code waitMillis}. */
    void busy(Exchange exchange, int waitMillis, long nowMillis) {
        report.setBusy(waitMillis);
        exchanges.refuse(exchange, report, nowMillis);
    }

    /** Writes Busy; returns its opcode. */
    int writeBusy(TlvWriter out, int waitMillis) {
        report.setBusy(waitMillis);
        write(out);
        return SecureChannelOpcode.STATUS_REPORT;
    }

    /** Whether a message is the peer's report that the session is established. */
    boolean isSuccess(InboundMessage message) {
        return report.decode(message.buffer, message.payloadOffset, message.payloadLength)
                        == CodecStatus.OK
                && report.isSecureChannel(SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS);
    }

    /** How long the peer asks to wait by Busy, ms; 0 for any other report. */
    int busyWait(InboundMessage message) {
        return report.decode(message.buffer, message.payloadOffset, message.payloadLength)
                                == CodecStatus.OK
                        && report.isSecureChannel(SecureChannelProtocolCode.BUSY)
                ? report.busyWaitMillis()
                : 0;
    }

    private void write(TlvWriter out) {
        out.putRaw(encoded, 0, report.encodeInto(encoded, 0));
    }
}
