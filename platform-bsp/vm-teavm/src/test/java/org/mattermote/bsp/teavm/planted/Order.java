package org.mattermote.bsp.teavm.planted;

/** Initialisers that have an order, which is not the one in which they are reached. */
@SuppressWarnings("all")
public final class Order {
    /** Not a constant of the compiler. */
    static final class Last {
        static int value = computed();

        static int computed() {
            return Middle.given() + 1;
        }
    }

    static final class Middle {
        private static int value = First.value + 1;

        static int given() {
            return value;
        }
    }

    static final class First {
        static int value = new int[3].length;
    }

    private static int sum;

    private Order() {}

    public static void main(String[] args) {
        sum = Last.value + First.value + Middle.given();
    }
}
