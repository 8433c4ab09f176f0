package org.mattermote.firmware.image;

import org.mattermote.stack.App;
import org.mattermote.stack.Stack;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;

/**
 * {@link CoreApp} with one room more, so that the difference of the images is what the room costs.
 * The room's clusters, if it has any, are on endpoint 0 or 1; the button uses what nobody calls.
 */
abstract class CoreRoomApp implements App {
    private static final int ENDPOINT = 1;

    final Stack stack;
    private final CoreApp core;
    private Cluster[] onRoot = {};
    private Cluster[] onEndpoint = {};

    CoreRoomApp(Image image) {
        stack = image.stack;
        core = new CoreApp(stack, image.ports);
    }

    final void setOnRoot(Cluster cluster) {
        onRoot = new Cluster[] {cluster};
    }

    final void setOnRoot(Cluster one, Cluster other) {
        onRoot = new Cluster[] {one, other};
    }

    final void setOnEndpoint(Cluster cluster) {
        onEndpoint = new Cluster[] {cluster};
    }

    final void setOnEndpoint(Cluster one, Cluster other) {
        onEndpoint = new Cluster[] {one, other};
    }

    /** The room, doing what it is there for. */
    abstract void use(long nowMillis);

    @Override
    public final int deviceType() {
        return core.deviceType();
    }

    @Override
    public final Cluster[] rootClusters(Stack of) {
        return with(core.rootClusters(of, time(of)), onRoot);
    }

    /** Time Synchronization, which a room may have another of. */
    Cluster time(Stack of) {
        return core.time(of);
    }

    @Override
    public final Endpoint[] endpoints(Stack of) {
        Endpoint endpoint = core.endpoints(of)[0];
        if (onEndpoint.length == 0) {
            return new Endpoint[] {endpoint};
        }
        Cluster[] clusters = new Cluster[endpoint.clusterCount()];
        for (int i = 0; i < clusters.length; i++) {
            clusters[i] = endpoint.cluster(i);
        }
        return new Endpoint[] {
            new Endpoint(ENDPOINT, CoreApp.DEVICE_TYPES, with(clusters, onEndpoint))
        };
    }

    /** In any order: the endpoint sorts them. */
    private static Cluster[] with(Cluster[] clusters, Cluster[] more) {
        Cluster[] all = new Cluster[clusters.length + more.length];
        System.arraycopy(clusters, 0, all, 0, clusters.length);
        System.arraycopy(more, 0, all, clusters.length, more.length);
        return all;
    }

    @Override
    public final void start() {
        core.start();
    }

    @Override
    public final void button(long nowMillis) {
        core.button(nowMillis);
        use(nowMillis);
    }
}
