package org.mattermote.stack.model;

/** The attributes every cluster has (Matter core 7.13), described once. */
public final class GlobalAttributes {
    public static final int GENERATED_COMMAND_LIST = 0xFFF8;
    public static final int ACCEPTED_COMMAND_LIST = 0xFFF9;
    public static final int ATTRIBUTE_LIST = 0xFFFB;
    public static final int FEATURE_MAP = 0xFFFC;
    public static final int CLUSTER_REVISION = 0xFFFD;

    /** How many there are. */
    public static final int COUNT = 5;

    private static final int VIEW = 1;

    private static final int BASE =
            AttributeFlags.EXISTS
                    | AttributeFlags.READ
                    | VIEW << AttributeFlags.READ_PRIVILEGE_SHIFT
                    | AttributeFlags.FIXED
                    | AttributeFlags.MANDATORY;

    private static final int LIST_OF_IDS =
            BASE
                    | AttributeFlags.LIST
                    | AttributeFlags.TYPE_UNSIGNED << AttributeFlags.TYPE_SHIFT
                    | 4 << AttributeFlags.WIDTH_SHIFT;

    private static final int MAP32 =
            BASE
                    | AttributeFlags.TYPE_BITMAP << AttributeFlags.TYPE_SHIFT
                    | 4 << AttributeFlags.WIDTH_SHIFT;

    private static final int UINT16 =
            BASE
                    | AttributeFlags.TYPE_UNSIGNED << AttributeFlags.TYPE_SHIFT
                    | 2 << AttributeFlags.WIDTH_SHIFT;

    private GlobalAttributes() {}

    /** {@link AttributeFlags} of a global attribute id, or 0 when the id is none of them. */
    public static int attribute(int attributeId) {
        switch (attributeId) {
            case GENERATED_COMMAND_LIST:
            case ACCEPTED_COMMAND_LIST:
            case ATTRIBUTE_LIST:
                return LIST_OF_IDS;
            case FEATURE_MAP:
                return MAP32;
            case CLUSTER_REVISION:
                return UINT16;
            default:
                return 0;
        }
    }

    /** The id at {@code index} (0 to COUNT - 1), in ascending order, or -1. */
    public static int idAt(int index) {
        switch (index) {
            case 0:
                return GENERATED_COMMAND_LIST;
            case 1:
                return ACCEPTED_COMMAND_LIST;
            case 2:
                return ATTRIBUTE_LIST;
            case 3:
                return FEATURE_MAP;
            case 4:
                return CLUSTER_REVISION;
            default:
                return -1;
        }
    }
}
