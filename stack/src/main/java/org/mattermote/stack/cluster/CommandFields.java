package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.model.ImStatus;

/** From what a reader answered to what an interaction answers (wire order of Matter core 8.8). */
final class CommandFields {
    private CommandFields() {}

    /**
     * Status of a command whose fields could not be taken.
     *
     * @param walk how reading the structure ended: END when all of it was seen
     * @param field the least of what the fields answered: NOT_FOUND comes before OUT_OF_RANGE
     * @return INVALID_COMMAND for missing, malformed and wrongly typed fields, CONSTRAINT_ERROR for
     *     a value out of range
     */
    static int status(int walk, int field) {
        return walk == CodecStatus.END && field == CodecStatus.OUT_OF_RANGE
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.INVALID_COMMAND;
    }

    /** Status of a written value that could not be taken. */
    static int writeStatus(int value) {
        return value == CodecStatus.OUT_OF_RANGE
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.INVALID_DATA_TYPE;
    }
}
