package org.mattermote.bsp.natives;

/**
 * TCP of a board that has it, in C: a socket that listens at {@code BoardNatives.udpPort}, the
 * connections accepted on it, and those begun. Statuses are those of {@link
 * org.mattermote.stack.port.StreamPort}. Only an image whose Java names these has their C. {@code
 * BoardNatives.waitEvent} ends when there is a newcomer, when something came in for a connection of
 * which all was taken, when one takes bytes again that did not take all of them, and when one that
 * was begun is there or came to nothing.
 */
public final class StreamNatives {
    private StreamNatives() {}

    /**
     * Listens; once, before the others.
     *
     * @param places connections that there can be at a time
     * @return how many there can be here: at most as many
     */
    public static native int open(int places);

    public static native int accept();

    /**
     * @param ip 16 bytes
     * @param index of the interface
     */
    public static native int connect(byte[] ip, int port, int index);

    public static native int receive(int connection, byte[] buffer, int offset, int capacity);

    public static native int send(int connection, byte[] buffer, int offset, int length);

    public static native int close(int connection);
}
