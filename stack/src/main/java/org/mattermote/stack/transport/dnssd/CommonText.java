package org.mattermote.stack.transport.dnssd;

/**
 * The TXT keys that commissionable and operational services share (Matter core 4.3.4). {@link
 * #ABSENT} leaves a key out: its default holds.
 */
public final class CommonText {
    public static final int ABSENT = -1;

    static final byte[] SII = {'S', 'I', 'I'};
    static final byte[] SAI = {'S', 'A', 'I'};
    static final byte[] SAT = {'S', 'A', 'T'};
    static final byte[] T = {'T'};
    private static final byte[] ICD = {'I', 'C', 'D'};

    /** SII: session idle interval, milliseconds, at most 3,600,000. */
    public int sessionIdleInterval = ABSENT;

    /** SAI: session active interval, milliseconds, at most 3,600,000. */
    public int sessionActiveInterval = ABSENT;

    /** SAT: session active threshold, milliseconds, at most 65,535. */
    public int sessionActiveThreshold = ABSENT;

    /** T: bit 1 TCP client, bit 2 TCP server. */
    public int tcp = ABSENT;

    /** ICD: 0 short, 1 long idle time; only of a node that may be a long idle time one. */
    public int icd = ABSENT;

    void addTo(Service service) {
        add(service, SII, sessionIdleInterval);
        add(service, SAI, sessionActiveInterval);
        add(service, SAT, sessionActiveThreshold);
        add(service, T, tcp);
        add(service, ICD, icd);
    }

    private static void add(Service service, byte[] key, int value) {
        if (value != ABSENT) {
            service.txtDecimal(key, value);
        }
    }
}
