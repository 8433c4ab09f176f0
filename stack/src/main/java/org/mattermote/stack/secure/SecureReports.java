package org.mattermote.stack.secure;

import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.StatusReport;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.Exchanges;

/** The status reports that end a handshake, good or bad. */
final class SecureReports {
    private final Exchanges exchanges;
    private final StatusReport report = new StatusReport();
    private final byte[] encoded = new byte[StatusReport.MIN_LENGTH];

    SecureReports(Exchanges exchanges) {
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
        out.putRaw(encoded, 0, report.encodeInto(encoded, 0));
        exchanges.sendLast(exchange, SecureChannelOpcode.STATUS_REPORT, nowMillis);
    }

    /** Asks the initiator to try again, no earlier than after {@code waitMillis}. */
    void busy(Exchange exchange, int waitMillis, long nowMillis) {
        report.setBusy(waitMillis);
        exchanges.refuse(exchange, report, nowMillis);
    }
}
