package org.mattermote.bsp.host.hci;

import java.nio.channels.SelectableChannel;
import org.mattermote.bsp.common.HciStream;

/** Something that carries bytes to a controller, and that the main loop waits on. */
interface HciCarrier extends HciStream, AutoCloseable {
    /** What wakes the loop. */
    interface Wake {
        /** A channel that does not block is ready for {@code operations} of a selection key. */
        void on(SelectableChannel channel, int operations);

        /** Now; from any thread. */
        void now();
    }

    /** Before anybody waits. */
    Wake NOBODY =
            new Wake() {
                @Override
                public void on(SelectableChannel channel, int operations) {}

                @Override
                public void now() {}
            };

    void wakes(Wake wake);

    /** Goes on with what was begun, a connection or a write, and takes what has come. */
    void step();

    /** Why there is no controller, one line; null while there is one. */
    String trouble();

    @Override
    void close();
}
