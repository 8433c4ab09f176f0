package org.mattermote.bsp.teavm.planted;

/** Initialisers of which either reads what the other sets. */
@SuppressWarnings("all")
public final class Ring {
    static final class Left {
        static int value = new int[2].length + Right.value;
    }

    static final class Right {
        static int value = through();

        static int through() {
            return Left.value + 1;
        }
    }

    private static int sum;

    private Ring() {}

    public static void main(String[] args) {
        sum = Left.value + Right.value;
    }
}
