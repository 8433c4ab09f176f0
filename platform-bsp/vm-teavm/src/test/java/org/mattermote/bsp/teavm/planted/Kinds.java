package org.mattermote.bsp.teavm.planted;

/** Questions for the kind of an object, which no analysis can answer before the program runs. */
@SuppressWarnings("all")
public final class Kinds {
    interface Answer {
        int give();
    }

    static class Animal {}

    static final class Cat extends Animal implements Answer {
        public int give() {
            return 1;
        }
    }

    static final class Dog extends Animal implements Answer {
        public int give() {
            return 2;
        }
    }

    private static Object[] all = {
        new byte[1],
        new int[1],
        new Cat(),
        new Dog(),
        new Animal(),
        new Animal[1],
        new int[1][],
        new boolean[1]
    };
    private static int sum;

    private Kinds() {}

    public static void main(String[] args) {
        for (int i = 0; i < all.length; i++) {
            sum += of(all[i]);
        }
        sum += ((byte[]) all[sum]).length;
    }

    static int of(Object object) {
        return (object instanceof byte[] ? 1 : 0)
                + (object instanceof int[] ? 2 : 0)
                + (object instanceof Cat ? 4 : 0)
                + (object instanceof Animal ? 8 : 0)
                + (object instanceof Answer ? 16 : 0);
    }
}
