package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.GlobalAttributes;
import org.mattermote.stack.model.ImStatus;

/**
 * AttributePathIB (Matter core 10.6.2). A node id in it is passed over, as the session names the
 * node already; tag compression is not taken.
 */
final class AttributePath {
    /** {@link #listIndex} of a path to the whole attribute. */
    static final int WHOLE = -1;

    /** {@link #listIndex} null: the place behind the last item. */
    static final int END_OF_LIST = -2;

    private static final int COMPRESSION_TAG = 0;
    private static final int ENDPOINT_TAG = 2;
    private static final int CLUSTER_TAG = 3;
    private static final int ATTRIBUTE_TAG = 4;
    private static final int LIST_INDEX_TAG = 5;
    private static final int WILDCARD_FLAGS_TAG = 6;

    /** Number or {@link Path#ANY_ENDPOINT}. */
    int endpoint;

    /** Id or {@link Path#ANY}. */
    int cluster;

    /** Id or {@link Path#ANY}. */
    int attribute;

    /** {@link #WHOLE}, {@link #END_OF_LIST} or the number of an item. */
    int listIndex;

    /** WildcardPathFlags, bits 15..0. */
    int wildcardFlags;

    /**
     * Reads the reader's current element and leaves the reader behind it.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int read(TlvReader r) {
        endpoint = Path.ANY_ENDPOINT;
        cluster = Path.ANY;
        attribute = Path.ANY;
        listIndex = WHOLE;
        wildcardFlags = 0;
        if (r.type() != TlvType.LIST) {
            return ImStatus.INVALID_ACTION;
        }
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (member(r) != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
        }
        r.exit();
        return ImStatus.SUCCESS;
    }

    boolean isConcrete() {
        return endpoint != Path.ANY_ENDPOINT && hasElement();
    }

    /** Whether cluster and attribute are given. */
    boolean hasElement() {
        return cluster != Path.ANY && attribute != Path.ANY;
    }

    /** Whether a read may have this path (Matter core 8.2.1.6). */
    boolean isReadable() {
        if (attribute == Path.ANY) {
            return listIndex == WHOLE;
        }
        return cluster != Path.ANY || GlobalAttributes.attribute(attribute) != 0;
    }

    /**
     * Writes a path.
     *
     * @param listIndex WHOLE, END_OF_LIST or the number of an item
     */
    static void put(TlvWriter w, int tag, int endpoint, int cluster, int attribute, int listIndex) {
        w.startList(tag);
        w.putUnsigned(ENDPOINT_TAG, endpoint);
        w.putUnsigned(CLUSTER_TAG, cluster & 0xFFFFFFFFL);
        w.putUnsigned(ATTRIBUTE_TAG, attribute & 0xFFFFFFFFL);
        if (listIndex == END_OF_LIST) {
            w.putNull(LIST_INDEX_TAG);
        } else if (listIndex >= 0) {
            w.putUnsigned(LIST_INDEX_TAG, listIndex);
        }
        w.endContainer();
    }

    private int member(TlvReader r) {
        switch (r.tag()) {
            case COMPRESSION_TAG:
                return r.bool() == 0 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
            case ENDPOINT_TAG:
                endpoint = (int) r.value();
                return ImMessage.checkEndpoint(r);
            case CLUSTER_TAG:
                cluster = (int) r.value();
                return ImMessage.checkId(r);
            case ATTRIBUTE_TAG:
                attribute = (int) r.value();
                return ImMessage.checkId(r);
            case LIST_INDEX_TAG:
                listIndex = r.isNull() ? END_OF_LIST : r.u16();
                return r.isNull() || listIndex >= 0 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
            case WILDCARD_FLAGS_TAG:
                wildcardFlags = (int) r.value() & 0xFFFF;
                return r.u32() >= 0 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
            default:
                return ImStatus.SUCCESS;
        }
    }
}
