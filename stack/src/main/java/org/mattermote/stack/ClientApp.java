package org.mattermote.stack;

/** A product whose endpoint 0 is a client of other nodes, too. */
public interface ClientApp extends App {
    /** Ids of the client clusters of endpoint 0, ascending. Once, at boot. */
    int[] rootClients();
}
