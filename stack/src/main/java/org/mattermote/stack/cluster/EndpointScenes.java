package org.mattermote.stack.cluster;

/** The scenes of an endpoint, as clusters with {@link SceneAttributes} see them. */
public interface EndpointScenes {
    /**
     * An attribute that is part of scenes changes, or sets out to: by a command, a button, a time
     * that is over. To be called once a change, not at every step of a transition; what changes
     * within {@link SceneAttributes#recallScene} is of no account.
     */
    void sceneAttributeChanged();

    /** Keeps the present state as the global scene of a fabric, as far as there is room. */
    void storeGlobalScene(int fabricIndex, long nowMillis);

    /** Goes to the global scene of a fabric; nothing happens when it has none. */
    void recallGlobalScene(int fabricIndex, long nowMillis);
}
