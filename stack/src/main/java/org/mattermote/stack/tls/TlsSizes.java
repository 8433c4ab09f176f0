package org.mattermote.stack.tls;

/** How much a node keeps for TLS; read once, by {@code Stack.tls}. Places are of every fabric. */
public final class TlsSizes {
    /** {@link #check}: fits together. */
    public static final int OK = 0;

    /** {@link #check}: fewer than the specification asks for, or more than 254. */
    public static final int BAD_NUMBER = -1;

    /** {@link #check}: more places than there are keys in the store. */
    public static final int TOO_MANY = -2;

    private static final int MIN_ROOTS = 5;
    private static final int MIN_CLIENTS = 2;
    private static final int MIN_ENDPOINTS = 5;
    private static final int MIN_PIECES = 3;
    private static final int MOST = 254;

    /** MaxRootCertificates, of a fabric; for five fabrics 20 B each. */
    public int rootCertificates = MIN_ROOTS;

    /** MaxClientCertificates, of a fabric; for five fabrics 20 B each. */
    public int clientCertificates = MIN_CLIENTS;

    /** MaxProvisioned, of a fabric; for five fabrics 40 B each. */
    public int endpoints = MIN_ENDPOINTS;

    /**
     * Records of 1 KB that the certificates of a fabric may take, so that none keeps the store from
     * the others, and from the rest of the node: five roots of 3,000 bytes are 15. No memory.
     */
    public int certificatePieces = 20;

    /**
     * Looks for what cannot work.
     *
     * @param fabrics of the node
     * @return OK, or what is wrong
     */
    public int check(int fabrics) {
        if (rootCertificates < MIN_ROOTS || rootCertificates > MOST) {
            return BAD_NUMBER;
        }
        if (clientCertificates < MIN_CLIENTS || clientCertificates > MOST) {
            return BAD_NUMBER;
        }
        if (endpoints < MIN_ENDPOINTS || endpoints > MOST) {
            return BAD_NUMBER;
        }
        if (certificatePieces < MIN_PIECES) {
            return BAD_NUMBER;
        }
        int places = (rootCertificates + clientCertificates + endpoints) * fabrics;
        return places > TlsTables.PLACES ? TOO_MANY : OK;
    }
}
