package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvReader;

/**
 * The readers by which every handler of this room looks at a request. They are good for the one
 * message that is being handled; what is to last longer is put away.
 */
final class RequestReaders {
    /** Goes over the members of the message. */
    final TlvReader message = new TlvReader();

    /** Stands on the array of writes or commands. */
    final TlvReader list = new TlvReader();

    /** Goes over the items of an array. */
    final TlvReader item = new TlvReader();

    /** Stands on the value of an item. */
    final TlvReader value = new TlvReader();

    /** A copy for a cluster to read, or for a look into a value. */
    final TlvReader copy = new TlvReader();
}
