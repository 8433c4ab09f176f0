package org.mattermote.bsp.teavm.planted;

/** Fields of every kind, and casts of both kinds. */
@SuppressWarnings("all")
public final class Holder {
    /** One of them, whatever its class. */
    static final class Box<T> {
        private T content;

        void put(T value) {
            content = value;
        }

        T content() {
            return content;
        }
    }

    static class Fruit {
        long wide = 1;
        int number = 2;
        byte signed = -3;
        char letter = 'x';
        short small = -4;
        boolean ripe = true;
    }

    static final class Apple extends Fruit {}

    private static int sum;

    private Holder() {}

    private static int written(Fruit fruit) {
        return ((Apple) fruit).number;
    }

    private static int made(Box<Apple> box, Box<Fruit> other) {
        return box.content().number + other.content().letter;
    }

    /** The same question about one pair, twice. */
    private static int asked(int[] rows, int one) {
        int found = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == sum && (i != found || one == 3)) {
                found += one == 3 ? 1 : i;
            }
        }
        return found;
    }

    public static void main(String[] args) {
        Box<Apple> box = new Box<Apple>();
        Box<Fruit> other = new Box<Fruit>();
        Apple apple = new Apple();
        box.put(apple);
        other.put(new Fruit());
        Fruit fruit = box.content();
        sum = made(box, other) + written(fruit) + written(other.content());
        sum += asked(new int[4], fruit.number);
        sum += fruit.ripe ? fruit.signed + fruit.small + (int) fruit.wide : 0;
    }
}
