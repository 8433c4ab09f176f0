package org.mattermote.stack.interact;

import static org.mattermote.stack.model.AttributeFlags.CHANGES_OMITTED;
import static org.mattermote.stack.model.AttributeFlags.EXISTS;
import static org.mattermote.stack.model.AttributeFlags.FABRIC_SCOPED;
import static org.mattermote.stack.model.AttributeFlags.FIXED;
import static org.mattermote.stack.model.AttributeFlags.LIST;
import static org.mattermote.stack.model.AttributeFlags.NULLABLE;
import static org.mattermote.stack.model.AttributeFlags.READ;
import static org.mattermote.stack.model.AttributeFlags.READ_PRIVILEGE_SHIFT;
import static org.mattermote.stack.model.AttributeFlags.TIMED;
import static org.mattermote.stack.model.AttributeFlags.TYPE_BITMAP;
import static org.mattermote.stack.model.AttributeFlags.TYPE_BOOL;
import static org.mattermote.stack.model.AttributeFlags.TYPE_BYTES;
import static org.mattermote.stack.model.AttributeFlags.TYPE_ENUM;
import static org.mattermote.stack.model.AttributeFlags.TYPE_SHIFT;
import static org.mattermote.stack.model.AttributeFlags.TYPE_SIGNED;
import static org.mattermote.stack.model.AttributeFlags.TYPE_STRUCT;
import static org.mattermote.stack.model.AttributeFlags.TYPE_UNSIGNED;
import static org.mattermote.stack.model.AttributeFlags.TYPE_UTF8;
import static org.mattermote.stack.model.AttributeFlags.WIDTH_SHIFT;
import static org.mattermote.stack.model.AttributeFlags.WRITE;
import static org.mattermote.stack.model.AttributeFlags.WRITE_PRIVILEGE_SHIFT;

import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.EventFlags;

/** A cluster with an attribute of every kind. */
final class TestSpec extends ClusterSpec {
    static final int BOOL = 0;
    static final int NULLABLE_U8 = 1;
    static final int TEXT = 2;
    static final int SCOPED_LIST = 3;
    static final int TIMED_U16 = 4;
    static final int WRITE_ONLY = 5;
    static final int FIXED_U8 = 6;
    static final int OMITTED = 7;
    static final int WHOLE_LIST = 8;
    static final int ADMIN_READ = 9;
    static final int LONG_LIST = 10;
    static final int LARGE = 11;
    static final int BITS = 12;
    static final int CHOICE = 13;
    static final int SIGNED = 14;
    static final int FAILING = 15;
    static final int[] ATTRIBUTES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    static final int PLAIN = 0;
    static final int ASK = 1;
    static final int TIMED_COMMAND = 2;
    static final int SCOPED_COMMAND = 3;
    static final int ADMIN_COMMAND = 4;
    static final int LARGE_COMMAND = 5;
    static final int TALKATIVE = 6;
    static final int CLUSTER_STATUS = 7;
    static final int SLOW = 40;
    static final int SLOW_ASK = 41;
    static final int BYTES = 42;
    static final int[] COMMANDS = {0, 1, 2, 3, 4, 5, 6, 7, 40, 41, 42};
    static final int ANSWER = 0x81;
    static final int OTHER_ANSWER = 0x80;

    static final int INFO_EVENT = 0;
    static final int SENSITIVE_EVENT = 1;
    static final int ADMIN_EVENT = 2;

    private static final int R = EXISTS | READ | 1 << READ_PRIVILEGE_SHIFT;
    private static final int W_OPERATE = WRITE | 3 << WRITE_PRIVILEGE_SHIFT;
    private static final int W_MANAGE = WRITE | 4 << WRITE_PRIVILEGE_SHIFT;
    private static final int W_ADMIN = WRITE | 5 << WRITE_PRIVILEGE_SHIFT;
    private static final int U8 = TYPE_UNSIGNED << TYPE_SHIFT | 1 << WIDTH_SHIFT;
    private static final int U16 = TYPE_UNSIGNED << TYPE_SHIFT | 2 << WIDTH_SHIFT;

    private final int id;

    TestSpec(int id) {
        this.id = id;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int revision() {
        return 3;
    }

    @Override
    public int attribute(int attributeId) {
        return switch (attributeId) {
            case BOOL -> R | W_OPERATE | TYPE_BOOL << TYPE_SHIFT;
            case NULLABLE_U8 -> R | W_MANAGE | U8 | NULLABLE;
            case TEXT -> R | W_OPERATE | TYPE_UTF8 << TYPE_SHIFT;
            case SCOPED_LIST ->
                    EXISTS
                            | READ
                            | 5 << READ_PRIVILEGE_SHIFT
                            | W_ADMIN
                            | FABRIC_SCOPED
                            | LIST
                            | TYPE_STRUCT << TYPE_SHIFT;
            case TIMED_U16 -> R | W_OPERATE | TIMED | U16;
            case WRITE_ONLY -> EXISTS | W_OPERATE | U8;
            case FIXED_U8 -> R | FIXED | U8;
            case OMITTED -> R | CHANGES_OMITTED | U16;
            case WHOLE_LIST -> R | W_OPERATE | LIST | U16;
            case ADMIN_READ -> EXISTS | READ | 5 << READ_PRIVILEGE_SHIFT | U8;
            case LONG_LIST -> R | LIST | TYPE_BYTES << TYPE_SHIFT;
            case LARGE -> R | TYPE_BYTES << TYPE_SHIFT;
            case BITS -> R | W_OPERATE | TYPE_BITMAP << TYPE_SHIFT | 1 << WIDTH_SHIFT;
            case CHOICE -> R | W_OPERATE | TYPE_ENUM << TYPE_SHIFT | 1 << WIDTH_SHIFT;
            case SIGNED -> R | W_OPERATE | NULLABLE | TYPE_SIGNED << TYPE_SHIFT | 2 << WIDTH_SHIFT;
            case FAILING -> R | U8;
            default -> 0;
        };
    }

    @Override
    public int command(int commandId) {
        int operate = CommandFlags.EXISTS | 3 << CommandFlags.PRIVILEGE_SHIFT;
        return switch (commandId) {
            case PLAIN, ASK, TALKATIVE, CLUSTER_STATUS, SLOW, SLOW_ASK, BYTES -> operate;
            case TIMED_COMMAND -> operate | CommandFlags.TIMED;
            case SCOPED_COMMAND -> operate | CommandFlags.FABRIC_SCOPED;
            case ADMIN_COMMAND -> CommandFlags.EXISTS | 5 << CommandFlags.PRIVILEGE_SHIFT;
            case LARGE_COMMAND -> operate | CommandFlags.LARGE;
            default -> 0;
        };
    }

    @Override
    public int response(int commandId) {
        return switch (commandId) {
            case ASK, CLUSTER_STATUS, SLOW_ASK -> ANSWER;
            case TALKATIVE, BYTES -> OTHER_ANSWER;
            default -> NO_RESPONSE;
        };
    }

    @Override
    public int event(int eventId) {
        return switch (eventId) {
            case INFO_EVENT ->
                    EventFlags.EXISTS
                            | 1 << EventFlags.PRIVILEGE_SHIFT
                            | EventFlags.PRIORITY_INFO << EventFlags.PRIORITY_SHIFT;
            case SENSITIVE_EVENT ->
                    EventFlags.EXISTS
                            | EventFlags.FABRIC_SENSITIVE
                            | 1 << EventFlags.PRIVILEGE_SHIFT
                            | EventFlags.PRIORITY_CRITICAL << EventFlags.PRIORITY_SHIFT;
            case ADMIN_EVENT -> EventFlags.EXISTS | 5 << EventFlags.PRIVILEGE_SHIFT;
            default -> 0;
        };
    }

    @Override
    public int minimum(int attributeId) {
        return switch (attributeId) {
            case NULLABLE_U8 -> 1;
            case SIGNED -> -50;
            default -> NO_MINIMUM;
        };
    }

    @Override
    public int maximum(int attributeId) {
        return switch (attributeId) {
            case NULLABLE_U8 -> 100;
            case BITS -> 7;
            case CHOICE -> 3;
            default -> NO_MAXIMUM;
        };
    }

    @Override
    public int maxLength(int attributeId) {
        return switch (attributeId) {
            case TEXT -> 8;
            case WHOLE_LIST -> 4;
            default -> NO_MAX_LENGTH;
        };
    }
}
