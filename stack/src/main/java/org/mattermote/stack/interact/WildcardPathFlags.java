package org.mattermote.stack.interact;

import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.GlobalAttributes;

/** WildcardPathFlagsBitmap: what the wildcards of a path leave out (Matter core 10.6.3). */
final class WildcardPathFlags {
    static final int SKIP_ROOT_NODE = 1;
    static final int SKIP_GLOBAL_ATTRIBUTES = 1 << 1;
    static final int SKIP_ATTRIBUTE_LIST = 1 << 2;
    static final int SKIP_COMMAND_LISTS = 1 << 4;
    static final int SKIP_CUSTOM_ELEMENTS = 1 << 5;
    static final int SKIP_FIXED_ATTRIBUTES = 1 << 6;
    static final int SKIP_CHANGES_OMITTED_ATTRIBUTES = 1 << 7;
    static final int SKIP_DIAGNOSTICS_CLUSTERS = 1 << 8;

    /** General, Software, Thread Network, Wi-Fi Network and Ethernet Network Diagnostics. */
    private static final int FIRST_DIAGNOSTICS_CLUSTER = 0x0033;

    private static final int LAST_DIAGNOSTICS_CLUSTER = 0x0037;

    private WildcardPathFlags() {}

    static boolean skipsEndpoint(int flags, int endpoint) {
        return endpoint == 0 && (flags & SKIP_ROOT_NODE) != 0;
    }

    static boolean skipsCluster(int flags, int cluster) {
        if ((flags & SKIP_CUSTOM_ELEMENTS) != 0 && isCustom(cluster)) {
            return true;
        }
        return (flags & SKIP_DIAGNOSTICS_CLUSTERS) != 0
                && cluster >= FIRST_DIAGNOSTICS_CLUSTER
                && cluster <= LAST_DIAGNOSTICS_CLUSTER;
    }

    /**
     * @param attributeFlags of {@link AttributeFlags}
     */
    static boolean skipsAttribute(int flags, int attribute, int attributeFlags) {
        if (flags == 0) {
            return false;
        }
        int bits = 0;
        if (attribute == GlobalAttributes.ATTRIBUTE_LIST) {
            bits = SKIP_GLOBAL_ATTRIBUTES | SKIP_ATTRIBUTE_LIST;
        } else if (attribute == GlobalAttributes.ACCEPTED_COMMAND_LIST
                || attribute == GlobalAttributes.GENERATED_COMMAND_LIST) {
            bits = SKIP_GLOBAL_ATTRIBUTES | SKIP_COMMAND_LISTS;
        }
        if (AttributeFlags.has(attributeFlags, AttributeFlags.FIXED)) {
            bits |= SKIP_FIXED_ATTRIBUTES;
        }
        if (AttributeFlags.has(attributeFlags, AttributeFlags.CHANGES_OMITTED)) {
            bits |= SKIP_CHANGES_OMITTED_ATTRIBUTES;
        }
        if (isCustom(attribute)) {
            bits |= SKIP_CUSTOM_ELEMENTS;
        }
        return (flags & bits) != 0;
    }

    private static boolean isCustom(int id) {
        return id >>> 16 != 0;
    }
}
