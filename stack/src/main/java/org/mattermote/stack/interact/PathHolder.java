package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * What a report goes by: an interaction's read or a subscription. Its paths and filters are in the
 * {@link PathTable}, which alone writes their place and number here.
 */
abstract class PathHolder extends Slot {
    /** Record of the first path. */
    short firstPath;

    /** Attribute paths, from {@link #firstPath} on. */
    short attributePaths;

    /** Event paths, behind the attribute paths. */
    short eventPaths;

    /** Data version filters, behind the event paths. */
    short versionFilters;

    boolean fabricFiltered;

    final int paths() {
        return attributePaths + eventPaths;
    }

    @Override
    protected void state(SlotState state) {
        firstPath = (short) state.integer(firstPath);
        attributePaths = (short) state.integer(attributePaths);
        eventPaths = (short) state.integer(eventPaths);
        versionFilters = (short) state.integer(versionFilters);
        fabricFiltered = state.flag(fabricFiltered);
    }
}
