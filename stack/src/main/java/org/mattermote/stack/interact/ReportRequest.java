package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;

/**
 * Reads ReadRequests and SubscribeRequests (Matter core 10.7.2, 10.7.3). {@link #open} checks the
 * message and its paths, {@link #takePaths} puts them away; the second must follow the first with
 * nothing in between.
 */
final class ReportRequest {
    private static final int READ_ATTRIBUTES_TAG = 0;
    private static final int READ_EVENTS_TAG = 1;
    private static final int READ_EVENT_FILTERS_TAG = 2;
    private static final int READ_FABRIC_FILTERED_TAG = 3;
    private static final int READ_VERSION_FILTERS_TAG = 4;

    private static final int SUBSCRIBE_KEEP_TAG = 0;
    private static final int SUBSCRIBE_MIN_INTERVAL_TAG = 1;
    private static final int SUBSCRIBE_MAX_INTERVAL_TAG = 2;
    private static final int SUBSCRIBE_ATTRIBUTES_TAG = 3;
    private static final int SUBSCRIBE_EVENTS_TAG = 4;
    private static final int SUBSCRIBE_EVENT_FILTERS_TAG = 5;
    private static final int SUBSCRIBE_FABRIC_FILTERED_TAG = 7;
    private static final int SUBSCRIBE_VERSION_FILTERS_TAG = 8;

    private static final int EVENT_MIN_TAG = 1;

    private static final int ATTRIBUTES = 0;
    private static final int EVENTS = 1;
    private static final int EVENT_FILTERS = 2;
    private static final int VERSION_FILTERS = 3;
    private static final int FABRIC_FILTERED = 4;
    private static final int KEEP_SUBSCRIPTIONS = 5;
    private static final int MIN_INTERVAL = 6;
    private static final int MAX_INTERVAL = 7;
    private static final int OTHER = 8;

    private final AttributePath attributePath = new AttributePath();
    private final EventPath eventPath = new EventPath();
    private final TlvReader message = new TlvReader();
    private final TlvReader attributes = new TlvReader();
    private final TlvReader events = new TlvReader();
    private final TlvReader filters = new TlvReader();
    private final TlvReader items = new TlvReader();
    private int attributeCount;
    private int eventCount;
    private boolean hasFilters;

    boolean fabricFiltered;
    boolean keepSubscriptions;

    /** Seconds. */
    int minInterval;

    /** Seconds. */
    int maxInterval;

    /** Least number of an event that is wanted, unsigned. */
    long eventMin;

    /**
     * Reads a whole message.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int open(boolean subscribe, byte[] bytes, int offset, int length) {
        attributeCount = 0;
        eventCount = 0;
        hasFilters = false;
        eventMin = 0;
        int filtered = -1;
        int keep = subscribe ? -1 : 0;
        minInterval = subscribe ? -1 : 0;
        maxInterval = minInterval;
        if (ImMessage.open(message, bytes, offset, length) != ImStatus.SUCCESS) {
            return ImStatus.INVALID_ACTION;
        }
        while (message.next() == CodecStatus.OK) {
            int status = ImStatus.SUCCESS;
            switch (subscribe ? subscribeMember(message.tag()) : readMember(message.tag())) {
                case ATTRIBUTES:
                    attributes.copyFrom(message);
                    status = checkAttributes();
                    break;
                case EVENTS:
                    events.copyFrom(message);
                    status = checkEvents();
                    break;
                case EVENT_FILTERS:
                    status = readEventFilters();
                    break;
                case VERSION_FILTERS:
                    filters.copyFrom(message);
                    hasFilters = true;
                    status = message.type() == TlvType.ARRAY ? 0 : ImStatus.INVALID_ACTION;
                    break;
                case FABRIC_FILTERED:
                    filtered = message.bool();
                    status = filtered < 0 ? ImStatus.INVALID_ACTION : 0;
                    break;
                case KEEP_SUBSCRIPTIONS:
                    keep = message.bool();
                    break;
                case MIN_INTERVAL:
                    minInterval = message.u16();
                    break;
                case MAX_INTERVAL:
                    maxInterval = message.u16();
                    break;
                default:
                    break;
            }
            if (status != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
        }
        fabricFiltered = filtered == 1;
        keepSubscriptions = keep == 1;
        return filtered < 0 || keep < 0 || minInterval < 0 || maxInterval < 0
                ? ImStatus.INVALID_ACTION
                : ImStatus.SUCCESS;
    }

    boolean hasPaths() {
        return attributeCount + eventCount > 0;
    }

    /**
     * Puts the paths and filters of the opened message away.
     *
     * @param versionFilters takes as many as it can
     * @return SUCCESS, PATHS_EXHAUSTED, or INVALID_ACTION for a bad filter
     */
    int takePaths(PathList intoAttributes, PathList intoEvents, VersionFilters versionFilters) {
        if (attributeCount > 0) {
            items.copyFrom(attributes);
            items.enter();
            while (items.next() == CodecStatus.OK) {
                attributePath.read(items);
                if (!intoAttributes.add(
                        attributePath.endpoint,
                        attributePath.cluster,
                        attributePath.attribute,
                        attributePath.wildcardFlags)) {
                    return ImStatus.PATHS_EXHAUSTED;
                }
            }
        }
        if (eventCount > 0) {
            items.copyFrom(events);
            items.enter();
            while (items.next() == CodecStatus.OK) {
                eventPath.read(items);
                if (!intoEvents.add(
                        eventPath.endpoint,
                        eventPath.cluster,
                        eventPath.event,
                        eventPath.urgent ? PathList.URGENT : 0)) {
                    return ImStatus.PATHS_EXHAUSTED;
                }
            }
        }
        if (hasFilters) {
            items.copyFrom(filters);
            items.enter();
            while (items.next() == CodecStatus.OK) {
                if (versionFilters.read(items) != ImStatus.SUCCESS) {
                    return ImStatus.INVALID_ACTION;
                }
            }
        }
        return ImStatus.SUCCESS;
    }

    private int checkAttributes() {
        if (attributes.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        attributeCount = 0;
        items.copyFrom(attributes);
        items.enter();
        while (items.next() == CodecStatus.OK) {
            if (attributePath.read(items) != ImStatus.SUCCESS || !attributePath.isReadable()) {
                return ImStatus.INVALID_ACTION;
            }
            attributeCount++;
        }
        return ImStatus.SUCCESS;
    }

    private int checkEvents() {
        if (events.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        eventCount = 0;
        items.copyFrom(events);
        items.enter();
        while (items.next() == CodecStatus.OK) {
            if (eventPath.read(items) != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
            eventCount++;
        }
        return ImStatus.SUCCESS;
    }

    private int readEventFilters() {
        if (message.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        items.copyFrom(message);
        items.enter();
        while (items.next() == CodecStatus.OK) {
            if (items.type() != TlvType.STRUCT) {
                return ImStatus.INVALID_ACTION;
            }
            items.enter();
            if (items.find(EVENT_MIN_TAG) != CodecStatus.OK || items.readU64() != CodecStatus.OK) {
                return ImStatus.INVALID_ACTION;
            }
            if (eventMin + Long.MIN_VALUE < items.value() + Long.MIN_VALUE) {
                eventMin = items.value();
            }
            items.exit();
        }
        return ImStatus.SUCCESS;
    }

    private static int readMember(int tag) {
        switch (tag) {
            case READ_ATTRIBUTES_TAG:
                return ATTRIBUTES;
            case READ_EVENTS_TAG:
                return EVENTS;
            case READ_EVENT_FILTERS_TAG:
                return EVENT_FILTERS;
            case READ_FABRIC_FILTERED_TAG:
                return FABRIC_FILTERED;
            case READ_VERSION_FILTERS_TAG:
                return VERSION_FILTERS;
            default:
                return OTHER;
        }
    }

    private static int subscribeMember(int tag) {
        switch (tag) {
            case SUBSCRIBE_KEEP_TAG:
                return KEEP_SUBSCRIPTIONS;
            case SUBSCRIBE_MIN_INTERVAL_TAG:
                return MIN_INTERVAL;
            case SUBSCRIBE_MAX_INTERVAL_TAG:
                return MAX_INTERVAL;
            case SUBSCRIBE_ATTRIBUTES_TAG:
                return ATTRIBUTES;
            case SUBSCRIBE_EVENTS_TAG:
                return EVENTS;
            case SUBSCRIBE_EVENT_FILTERS_TAG:
                return EVENT_FILTERS;
            case SUBSCRIBE_FABRIC_FILTERED_TAG:
                return FABRIC_FILTERED;
            case SUBSCRIBE_VERSION_FILTERS_TAG:
                return VERSION_FILTERS;
            default:
                return OTHER;
        }
    }
}
