package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;

/** A scene that is being read, made or recalled: name, time and values. One for all endpoints. */
public final class Scene {
    /** Longest name, bytes of UTF-8. */
    static final int MAX_NAME = 16;

    /** Values of one scene: one of On/Off, two of Level Control, nine of Color Control. */
    static final int MAX_VALUES = 12;

    final byte[] name = new byte[MAX_NAME];
    int nameLength;

    /** 0..60,000,000 ms. */
    int transitionMillis;

    private final int[] clusters = new int[MAX_VALUES];
    private final int[] attributes = new int[MAX_VALUES];
    private final int[] values = new int[MAX_VALUES];
    private int size;

    /** Goes through the values of a request. */
    final TlvReader pairs = new TlvReader();

    Scene() {}

    /** No name, no time, no values. */
    void clear() {
        nameLength = 0;
        transitionMillis = 0;
        size = 0;
    }

    /** Drops the values. */
    void clearValues() {
        size = 0;
    }

    /** Drops the values of one cluster. */
    void clearValues(int cluster) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (clusters[i] != cluster) {
                clusters[kept] = clusters[i];
                attributes[kept] = attributes[i];
                values[kept] = values[i];
                kept++;
            }
        }
        size = kept;
    }

    void setName(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, name, 0, length);
        nameLength = length;
    }

    /** Puts or replaces a value; false when there is no place left. */
    boolean set(int cluster, int attribute, int value) {
        int i = indexOf(cluster, attribute);
        if (i == size) {
            if (size == MAX_VALUES) {
                return false;
            }
            clusters[size] = cluster;
            attributes[size] = attribute;
            size++;
        }
        values[i] = value;
        return true;
    }

    /** Value of an attribute, or {@link SceneAttributes#NO_VALUE}. */
    public int value(int cluster, int attribute) {
        int i = indexOf(cluster, attribute);
        return i == size ? SceneAttributes.NO_VALUE : values[i];
    }

    int size() {
        return size;
    }

    int cluster(int i) {
        return clusters[i];
    }

    int attribute(int i) {
        return attributes[i];
    }

    int value(int i) {
        return values[i];
    }

    private int indexOf(int cluster, int attribute) {
        int i = 0;
        while (i < size && (clusters[i] != cluster || attributes[i] != attribute)) {
            i++;
        }
        return i;
    }
}
