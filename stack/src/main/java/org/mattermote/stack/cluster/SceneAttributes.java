package org.mattermote.stack.cluster;

/**
 * A cluster whose attributes of quality S are part of the scenes of its endpoint (Matter
 * application clusters 1.4). Which they are says the model: those the cluster implements.
 */
public interface SceneAttributes {
    /** What is told beside values: no value, or null. */
    int NO_VALUE = Integer.MIN_VALUE;

    /** Cluster id. */
    int id();

    /** Whom to tell of changes. Once, at boot. */
    void joinScenes(EndpointScenes scenes);

    /**
     * What a scene that is stored now keeps of an attribute.
     *
     * @return the value; NO_VALUE for one that has nothing to do with the present state, or is null
     */
    int sceneValue(int attribute, long nowMillis);

    /** The value nearest to {@code value} that the attribute can have here. */
    int nearestSceneValue(int attribute, int value);

    /**
     * Goes to the state of a scene. Attributes the scene does not hold stay what they are.
     *
     * @param scene of all clusters of the endpoint; it is lent for this call
     * @param transitionMillis time to take where the state can fade, 0..60,000,000
     */
    void recallScene(Scene scene, long transitionMillis, long nowMillis);
}
