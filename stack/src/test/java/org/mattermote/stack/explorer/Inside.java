package org.mattermote.stack.explorer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Fields of the classes explored, which do not show them: to be looked at and put in order. */
final class Inside {
    private static final String STACK = "org.mattermote.stack.";

    /** {@link #TAKEN}, and above it the generation. */
    static final VarHandle TENURE = of("mem.Slot", "tenure", char.class);

    static final char TAKEN = 1;

    static final VarHandle ACK_DEADLINE = of("exchange.Exchange", "ackDeadline", long.class);
    static final VarHandle RESPONSE_DEADLINE =
            of("exchange.Exchange", "responseDeadline", long.class);
    static final VarHandle ACK_OWED = of("exchange.Exchange", "ackOwed", boolean.class);
    static final VarHandle ACK_COUNTER = of("exchange.Exchange", "ackCounter", int.class);
    static final VarHandle EXCHANGE_STATE = of("exchange.Exchange", "state", byte.class);
    static final VarHandle RESTART_EVICTED =
            of("exchange.Exchange", "restartEvicted", boolean.class);
    static final VarHandle UNACKNOWLEDGED =
            of("exchange.Exchange", "unacknowledged", type("message.Packet"));
    static final VarHandle HANDLER =
            of("exchange.Exchange", "handler", type("exchange.ExchangeHandler"));
    static final VarHandle BEGUN = of("exchange.Exchanges", "begun", type("message.Packet"));
    static final VarHandle NEXT_EXCHANGE_ID = of("exchange.Exchanges", "nextExchangeId", int.class);
    static final VarHandle JITTER = of("exchange.Outbox", "jitter", int.class);
    static final VarHandle SEALER = of("exchange.Outbox", "sealer", type("message.MessageSealer"));

    static final VarHandle UNENCRYPTED =
            of(
                    "message.MessageSealer",
                    "unencryptedMessageCounter",
                    type("message.MessageCounter"));
    static final VarHandle COUNTER_VALUE = of("message.MessageCounter", "value", int.class);
    static final VarHandle LAST_SESSION_ID =
            of("message.SecureSessions", "lastSessionId", int.class);
    static final VarHandle RECEPTION = of("message.Session", "reception", long.class);
    static final VarHandle ACTIVE_TIMESTAMP = of("message.Session", "activeTimestamp", long.class);
    static final VarHandle SESSION_TIMESTAMP =
            of("message.Session", "sessionTimestamp", long.class);
    static final VarHandle COUNTER_SEEN =
            of("message.UnsecuredSession", "counterSeen", boolean.class);
    static final VarHandle SESSION_KEYS = of("message.SecureSession", "keys", byte[].class);
    static final VarHandle SESSION_CHALLENGE =
            of("message.SecureSession", "attestationChallenge", byte[].class);

    static final VarHandle CONTEXT_EXCHANGE =
            of("secure.CaseContext", "exchange", type("exchange.Exchange"));
    static final VarHandle CONTEXT_SESSION =
            of("secure.CaseContext", "session", type("message.SecureSession"));
    static final VarHandle CONTEXT_MESSAGE =
            of("secure.CaseContext", "message", type("message.Packet"));
    static final VarHandle CONTEXT_BYTES = of("secure.CaseContext", "bytes", byte[].class);
    static final VarHandle CONTEXT_STATE = of("secure.CaseContext", "state", byte.class);
    static final VarHandle WAITING_SINCE = of("secure.CaseContext", "waitingSince", long.class);
    static final VarHandle RESUMED = of("secure.CaseContext", "resumed", int.class);

    static final VarHandle INITIATOR_SCALAR =
            of("secure.InitiatorContext", "ownScalar", byte[].class);
    static final VarHandle WORK = of("secure.CaseComputation", "work", byte[].class);
    static final VarHandle COMPUTING =
            of("secure.CaseComputation", "owner", type("secure.CaseContext"));
    static final VarHandle CHAIN =
            of("secure.CaseComputation", "chain", type("fabric.CertificateChain"));
    static final VarHandle TBE = of("secure.CaseComputation", "tbe", type("secure.TbeData"));
    static final VarHandle KEYS = of("secure.CaseComputation", "keys", type("secure.CaseKeys"));
    static final VarHandle KEYS_KEY = of("secure.CaseKeys", "key", byte[].class);
    static final VarHandle KEYS_SALT = of("secure.CaseKeys", "salt", byte[].class);
    static final VarHandle TBE_NOC = of("secure.TbeData", "noc", type("mem.ByteSpan"));
    static final VarHandle TBE_ICAC = of("secure.TbeData", "icac", type("mem.ByteSpan"));

    static final VarHandle PASE_BYTES = of("secure.PaseResponder", "bytes", byte[].class);
    static final VarHandle PASE_STATE = of("secure.PaseResponder", "state", int.class);
    static final VarHandle PASE_DEADLINE = of("secure.PaseResponder", "deadline", long.class);
    static final VarHandle PASE_EXCHANGE =
            of("secure.PaseResponder", "exchange", type("exchange.Exchange"));
    static final VarHandle PASE_SESSION =
            of("secure.PaseResponder", "session", type("message.SecureSession"));

    static final VarHandle LAST_USE = of("fabric.ResumptionRecord", "lastUse", int.class);
    static final VarHandle USES = of("fabric.ResumptionRecords", "uses", int.class);
    static final VarHandle STORE_AT = of("fabric.ResumptionRecords", "storeAt", long.class);

    static final VarHandle BTP_RECEIVER =
            of("transport.btp.Btp", "receiver", type("transport.btp.BtpReceiver"));
    static final VarHandle BTP_SENDER =
            of("transport.btp.Btp", "sender", type("transport.btp.BtpSender"));
    static final VarHandle BTP_DEADLINE = of("transport.btp.Btp", "deadline", long.class);
    static final VarHandle BTP_ACK_AT = of("transport.btp.BtpReceiver", "ackAt", long.class);
    static final VarHandle BTP_ACK_BY = of("transport.btp.BtpSender", "ackBy", long.class);
    static final VarHandle BTP_BUFFER =
            of("transport.btp.BtpReceiver", "buffer", type("message.Packet"));
    static final VarHandle BTP_WHOLE = of("transport.btp.BtpReceiver", "whole", int.class);
    static final VarHandle BTP_FILLED = of("transport.btp.BtpReceiver", "filled", int.class);
    static final VarHandle BTP_EXPECTED = of("transport.btp.BtpReceiver", "expected", int.class);
    static final VarHandle BTP_NEXT = of("transport.btp.BtpSender", "next", int.class);

    private Inside() {}

    private static Class<?> type(String name) {
        try {
            return Class.forName(STACK + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static VarHandle of(String owner, String name, Class<?> type) {
        Class<?> in = type(owner);
        try {
            return MethodHandles.privateLookupIn(in, MethodHandles.lookup())
                    .findVarHandle(in, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
