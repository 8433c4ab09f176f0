package org.mattermote.stack.codec;

/**
 * The rule of Matter core 6.5 that a well-formed certificate breaks, as {@link
 * MatterCertificate#checkRules} tells it. Below all numbers of {@link CodecStatus}, so one int
 * carries either.
 */
public final class CertificateFlaw {
    /** No id in the subject says what the certificate is for, or more than one does. */
    public static final int SUBJECT_KIND = -20;

    /** The kind is none of RCAC, ICAC and NOC. */
    public static final int NOT_OPERATIONAL = -21;

    /** Node id outside of the operational range. */
    public static final int NODE_ID = -22;

    /** Fabric id missing, twice, or 0. */
    public static final int FABRIC_ID = -23;

    /** CATs in a CA certificate, more than 3, of version 0, or two of one identifier. */
    public static final int CATS = -24;

    /** Issuer of an RCAC is not its subject. */
    public static final int ISSUER = -25;

    /** notBefore after notAfter. */
    public static final int VALIDITY = -26;

    /** Basic constraints missing, or not those of the kind. */
    public static final int BASIC_CONSTRAINTS = -27;

    /** Key usage missing, or not that of the kind. */
    public static final int KEY_USAGE = -28;

    /** Extended key usage missing in a NOC, or there in a CA certificate. */
    public static final int EXTENDED_KEY_USAGE = -29;

    /** A key identifier missing, or those of an RCAC different. */
    public static final int KEY_IDENTIFIERS = -30;

    /** An extension that is critical, and that nobody here knows. */
    public static final int CRITICAL_EXTENSION = -31;

    private CertificateFlaw() {}
}
