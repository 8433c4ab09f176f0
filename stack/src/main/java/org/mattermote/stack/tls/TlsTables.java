package org.mattermote.stack.tls;

import org.mattermote.stack.fabric.StoreKeys;

/** What is in memory of root certificates, client certificates and endpoints, of all fabrics. */
final class TlsTables {
    /** Of all tables together. */
    static final int PLACES = StoreKeys.TLS_PLACES;

    /** No CCDID. */
    static final int NO_ID = 0xFFFF;

    final TlsTable roots;
    final TlsTable clients;
    final TlsTable endpoints;

    /** How many records a certificate takes, by place; a client without one has none. */
    private final byte[] pieces;

    private final char[] caids;
    private final char[] ccdids;

    /** Who uses an endpoint, since boot. */
    private final byte[] references;

    TlsTables(TlsSizes sizes, int fabrics) {
        roots = new TlsTable(0, fabrics, sizes.rootCertificates);
        clients = new TlsTable(roots.capacity(), fabrics, sizes.clientCertificates);
        int certificates = roots.capacity() + clients.capacity();
        endpoints = new TlsTable(certificates, fabrics, sizes.endpoints);
        pieces = new byte[certificates];
        caids = new char[endpoints.capacity()];
        ccdids = new char[endpoints.capacity()];
        references = new byte[endpoints.capacity()];
    }

    /** Whether a client has a certificate; a root always has. */
    boolean hasCertificate(TlsTable of, int entry) {
        return pieces(of.firstPlace + entry) > 0;
    }

    /** Of any place; an endpoint has none. */
    int pieces(int place) {
        return place < pieces.length ? pieces[place] : 0;
    }

    /** Of all certificates of a fabric. */
    int piecesOf(int fabricIndex) {
        return pieces(roots, fabricIndex) + pieces(clients, fabricIndex);
    }

    private int pieces(TlsTable of, int fabricIndex) {
        int sum = 0;
        for (int i = 0; i < of.capacity(); i++) {
            if (of.fabricIndex(i) == fabricIndex) {
                sum += pieces[of.firstPlace + i];
            }
        }
        return sum;
    }

    void setPieces(int place, int count) {
        pieces[place] = (byte) count;
    }

    /** Whether what has this place is a client. */
    boolean isClient(int place) {
        return place >= clients.firstPlace && place < endpoints.firstPlace;
    }

    int caid(int endpoint) {
        return caids[endpoint];
    }

    /** {@link #NO_ID} for none. */
    int ccdid(int endpoint) {
        return ccdids[endpoint];
    }

    void setCertificates(int endpoint, int caid, int ccdid) {
        caids[endpoint] = (char) caid;
        ccdids[endpoint] = (char) ccdid;
    }

    int references(int endpoint) {
        return references[endpoint] & 0xFF;
    }

    void setReferences(int endpoint, int count) {
        references[endpoint] = (byte) count;
    }

    /** Whether an endpoint of the fabric names the certificate. */
    boolean isUsed(TlsTable of, int fabricIndex, int certificate) {
        char[] named = of == roots ? caids : ccdids;
        for (int i = 0; i < named.length; i++) {
            if (named[i] == certificate && endpoints.fabricIndex(i) == fabricIndex) {
                return true;
            }
        }
        return false;
    }

    /** Frees an entry. */
    void drop(TlsTable of, int entry) {
        of.release(entry);
        if (of == endpoints) {
            setCertificates(entry, 0, 0);
            setReferences(entry, 0);
        } else {
            setPieces(of.firstPlace + entry, 0);
        }
    }

    /** Frees all entries of a fabric. */
    void forget(TlsTable of, int fabricIndex) {
        for (int i = 0; i < of.capacity(); i++) {
            if (of.fabricIndex(i) == fabricIndex) {
                drop(of, i);
            }
        }
    }
}
