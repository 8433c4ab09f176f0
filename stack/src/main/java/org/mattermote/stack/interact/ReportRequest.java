package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;

/**
 * Reads ReadRequests and SubscribeRequests (Matter core 10.7.2, 10.7.3). {@link #open} checks the
 * whole message; its paths and filters are then taken from where they are in it, so that the rest
 * must follow with nothing in between.
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

    private static final int ABSENT = -1;

    private final AttributePath attributePath = new AttributePath();
    private final EventPath eventPath = new EventPath();
    private final VersionFilter filter = new VersionFilter();
    private final Path path = new Path();
    private final TlvReader message;
    private final TlvReader items;

    /** Offsets of the arrays in the message, {@link #ABSENT} for none. */
    private int attributesAt;

    private int eventsAt;
    private int filtersAt;
    private int attributeCount;
    private int eventCount;

    boolean fabricFiltered;
    boolean keepSubscriptions;

    /** Seconds. */
    int minInterval;

    /** Seconds. */
    int maxInterval;

    /** Least number of an event that is wanted, unsigned. */
    long eventMin;

    ReportRequest(RequestReaders readers) {
        message = readers.message;
        items = readers.item;
    }

    /**
     * Reads a whole message.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int open(boolean subscribe, byte[] bytes, int offset, int length) {
        attributesAt = ABSENT;
        eventsAt = ABSENT;
        filtersAt = ABSENT;
        attributeCount = 0;
        eventCount = 0;
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
                    attributesAt = message.elementOffset();
                    status = checkAttributes();
                    break;
                case EVENTS:
                    eventsAt = message.elementOffset();
                    status = checkEvents();
                    break;
                case EVENT_FILTERS:
                    status = readEventFilters();
                    break;
                case VERSION_FILTERS:
                    filtersAt = message.elementOffset();
                    status = checkFilters();
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

    /** Attribute paths and event paths. */
    int paths() {
        return attributeCount + eventCount;
    }

    /** Goes before the first attribute path. */
    void toAttributes() {
        enter(attributesAt);
    }

    /** The next attribute path; false behind the last. */
    boolean nextAttribute(Path into) {
        if (items.next() != CodecStatus.OK) {
            return false;
        }
        attributePath.read(items);
        into.endpoint = attributePath.endpoint;
        into.cluster = attributePath.cluster;
        into.element = attributePath.attribute;
        into.setFlags(attributePath.wildcardFlags, attributePath.listIndex);
        return true;
    }

    /** Goes before the first event path. */
    void toEvents() {
        enter(eventsAt);
    }

    /** The next event path; false behind the last. */
    boolean nextEvent(Path into) {
        if (items.next() != CodecStatus.OK) {
            return false;
        }
        eventPath.read(items);
        into.endpoint = eventPath.endpoint;
        into.cluster = eventPath.cluster;
        into.element = eventPath.event;
        into.flags = eventPath.urgent ? Path.URGENT : 0;
        return true;
    }

    /** Puts the paths and filters into a table that has made room for the paths. */
    void store(PathTable table, PathHolder holder) {
        toAttributes();
        while (nextAttribute(path)) {
            table.addAttribute(holder, path);
        }
        toEvents();
        while (nextEvent(path)) {
            table.addEvent(holder, path);
        }
        enter(filtersAt);
        while (items.next() == CodecStatus.OK) {
            filter.read(items);
            table.addFilter(holder, filter);
        }
    }

    /** Stands before the first item of an array; an absent one has none. */
    private void enter(int at) {
        int from = at == ABSENT ? message.limit() : at;
        items.wrap(message.array(), from, message.limit() - from);
        items.next();
        items.enter();
    }

    private int checkAttributes() {
        if (message.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        attributeCount = 0;
        items.copyFrom(message);
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
        if (message.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        eventCount = 0;
        items.copyFrom(message);
        items.enter();
        while (items.next() == CodecStatus.OK) {
            if (eventPath.read(items) != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
            eventCount++;
        }
        return ImStatus.SUCCESS;
    }

    private int checkFilters() {
        if (message.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_ACTION;
        }
        items.copyFrom(message);
        items.enter();
        while (items.next() == CodecStatus.OK) {
            if (filter.read(items) != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
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
