package org.mattermote.stack.transport.btp;

/**
 * What is wrong with a BTP packet. Each of these ends the connection: a peer that is out of step
 * cannot be brought back into it (Matter core 4.19.4).
 */
public final class BtpFlaw {
    /** Nothing is wrong. */
    public static final int NONE = 0;

    /** It ends within its header. */
    public static final int TRUNCATED = -1;

    /** No handshake request, where there has to be one. */
    public static final int NO_HANDSHAKE = -2;

    /** A handshake, or another management packet, where none may be. */
    public static final int MANAGEMENT = -3;

    /** A window of no packets was asked for. */
    public static final int NO_WINDOW = -4;

    /** Neither a segment of a message nor an acknowledgement. */
    public static final int NO_CONTENT = -5;

    /** A first segment that says it continues. */
    public static final int SEGMENT_KIND = -6;

    /** A segment of no bytes, or a stand-alone acknowledgement of more than that. */
    public static final int PAYLOAD = -7;

    /** Longer than the segments that were agreed on. */
    public static final int SEGMENT_LENGTH = -8;

    /** A message of no bytes, or of more than are taken. */
    public static final int MESSAGE_LENGTH = -9;

    /** Not the next sequence number. */
    public static final int SEQUENCE = -10;

    /** Acknowledges what was not sent, or what was acknowledged before. */
    public static final int ACKNOWLEDGEMENT = -11;

    /** A message begins within another one. */
    public static final int BEGIN_INSIDE = -12;

    /** A message goes on that never began. */
    public static final int NO_BEGIN = -13;

    /** A message's segments are more or fewer bytes than it said. */
    public static final int LENGTH_MISMATCH = -14;

    /** A message that there is no room for while another one waits to be taken. */
    public static final int OVERRUN = -15;

    private BtpFlaw() {}
}
