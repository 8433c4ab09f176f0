package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.mattermote.stack.port.PeerAddress;

/**
 * Hosts in one process and the network between them, in virtual time: it moves only to the next
 * arrival or deadline, so an hour takes as long as what happens in it. The same seed gives the same
 * run.
 */
public final class SimNetwork {
    /** An undisturbed datagram's way, ms. */
    public static final long LATENCY = 1;

    private static final int STUCK = 100_000;

    /** Virtual time, ms. */
    public long now;

    /** What happens to datagrams from now on. */
    public Fate fate = Fate.GOOD;

    /** Every datagram that was sent, lost ones too. */
    public final List<Datagram> sent = new ArrayList<>();

    private final Random random;
    private final List<SimPort> ports = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final PriorityQueue<Arrival> underWay = new PriorityQueue<>();
    private int arrivals;

    private record Arrival(long at, int order, Datagram datagram, SimPort to)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return at != other.at
                    ? Long.compare(at, other.at)
                    : Integer.compare(order, other.order);
        }
    }

    public SimNetwork(long seed) {
        random = new Random(seed);
    }

    /** A new host's socket. */
    public SimPort attach() {
        SimPort port = new SimPort(this, ports.size());
        ports.add(port);
        return port;
    }

    /**
     * The socket of the same host for multicast DNS: what is sent to a group reaches all others.
     */
    public SimPort attachMulticast(SimPort host) {
        SimPort port = attach();
        port.address.set(host.address);
        port.address.port = 5353;
        return port;
    }

    public void add(SimNode node) {
        nodes.add(node);
    }

    public void remove(SimNode node) {
        nodes.remove(node);
    }

    /** Lets time pass until {@code done}; false when {@code limitMillis} passed before. */
    public boolean run(BooleanSupplier done, long limitMillis) {
        long end = now + limitMillis;
        int turns = 0;
        while (!done.getAsBoolean()) {
            long next = turn();
            if (done.getAsBoolean()) {
                return true;
            }
            if (next > end) {
                now = end;
                return false;
            }
            turns = next > now ? 0 : turns + 1;
            if (turns > STUCK) {
                throw new IllegalStateException("somebody has work that is never done, at " + now);
            }
            now = Math.max(now, next);
        }
        return true;
    }

    /** Lets {@code millis} pass. */
    public void pass(long millis) {
        run(() -> false, millis);
    }

    private long turn() {
        while (!underWay.isEmpty() && underWay.peek().at() <= now) {
            Arrival arrival = underWay.poll();
            arrival.to().inbox.add(arrival.datagram());
        }
        long next = Long.MAX_VALUE;
        for (SimNode node : List.copyOf(nodes)) {
            next = Math.min(next, node.poll(now));
        }
        return underWay.isEmpty() ? next : Math.min(next, underWay.peek().at());
    }

    /** Whether it was sent from {@code address}. */
    public boolean isFrom(Datagram datagram, PeerAddress address) {
        return ports.get(datagram.from()).address.matches(address);
    }

    SimPort port(int host) {
        return ports.get(host);
    }

    void transmit(SimPort from, byte[] bytes, PeerAddress to) {
        for (SimPort port : ports) {
            if (port.address.matches(to)) {
                transmit(from, port, bytes);
                return;
            }
            if (isGroup(to) && port != from && port.address.port == to.port) {
                transmit(from, port, bytes);
            }
        }
    }

    private void transmit(SimPort from, SimPort to, byte[] bytes) {
        Datagram datagram = new Datagram(sent.size(), from.host, to.host, bytes, now);
        sent.add(datagram);
        for (long delay : fate.arrivals(datagram, random)) {
            underWay.add(new Arrival(now + delay, arrivals++, datagram, to));
        }
    }

    private static boolean isGroup(PeerAddress to) {
        return to.ip[0] == (byte) 0xFF;
    }
}
