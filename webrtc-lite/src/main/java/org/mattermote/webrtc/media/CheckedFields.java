package org.mattermote.webrtc.media;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;

/**
 * The members of a command, or of a structure in one, and what is wrong with those that were read:
 * what cannot be read counts most, else the first limit that is exceeded.
 */
public class CheckedFields extends FieldTable {
    public static final int MAX_U16 = 0xFFFF;

    /** A text of any length. */
    public static final int ANY = Integer.MAX_VALUE;

    private int status = ImStatus.SUCCESS;

    /**
     * @param tags as {@link FieldTable}
     */
    public CheckedFields(int tags) {
        super(tags);
    }

    /** Forgets what was wrong. */
    public void begin() {
        status = ImStatus.SUCCESS;
    }

    /** SUCCESS, INVALID_COMMAND, or what {@link #limit} said first. */
    public int status() {
        return status;
    }

    /** Something cannot be read, or is missing. */
    public void wrong() {
        status = ImStatus.INVALID_COMMAND;
    }

    /** Something is beyond its limits. */
    public void limit(int of) {
        if (status == ImStatus.SUCCESS) {
            status = of;
        }
    }

    /** As {@link #collect}, whose answer is noted. */
    public void take(TlvReader reader) {
        if (collect(reader) != CodecStatus.OK) {
            wrong();
        }
    }

    /** A value that has to be there. */
    public int needed(int value) {
        if (value == OfferParams.ABSENT) {
            wrong();
        }
        return value;
    }

    /** A value that was read; ABSENT for NOT_FOUND, 0 for another code of {@link CodecStatus}. */
    public int checked(int value) {
        if (value >= 0) {
            return value;
        }
        if (value == CodecStatus.NOT_FOUND) {
            return OfferParams.ABSENT;
        }
        if (value == CodecStatus.OUT_OF_RANGE) {
            limit(ImStatus.CONSTRAINT_ERROR);
        } else {
            wrong();
        }
        return 0;
    }

    /** A value, or {@link OfferParams#ABSENT}. */
    public int number(int tag, int most) {
        return checked(unsigned(tag, most));
    }

    /** A value, {@link OfferParams#NULL} or {@link OfferParams#ABSENT}. */
    public int nullable(int tag, int most) {
        return isNull(tag) ? OfferParams.NULL : number(tag, most);
    }

    /** Length of a text, or {@link OfferParams#ABSENT}. */
    public int text(int tag, int longest) {
        if (!has(tag)) {
            return OfferParams.ABSENT;
        }
        int length = utf8(tag, 0, ANY);
        if (length < 0) {
            wrong();
        }
        if (length > longest) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        return length;
    }

    /** Goes into the list that {@code reader} stands on; false if it is none. */
    public boolean enter(TlvReader reader) {
        if (reader.type() == TlvType.ARRAY && reader.enter() == CodecStatus.OK) {
            return true;
        }
        wrong();
        return false;
    }

    /** The next entry of a list; false behind the last. */
    public boolean next(TlvReader list) {
        int found = list.next();
        if (found != CodecStatus.OK && found != CodecStatus.END) {
            wrong();
        }
        return found == CodecStatus.OK;
    }
}
