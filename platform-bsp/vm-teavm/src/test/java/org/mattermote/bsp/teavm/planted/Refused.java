package org.mattermote.bsp.teavm.planted;

import java.util.ArrayList;
import java.util.List;

/** A method for each thing that is refused; each is named after what is wrong with it. */
@SuppressWarnings("all")
public final class Refused {
    interface Answer {
        int give();
    }

    static class Animal {}

    static final class Cat extends Animal {}

    static final class Dog extends Animal {}

    private static Object object = new byte[1];
    private static int number = 1;

    private Refused() {}

    public static void main(String[] args) throws Exception {
        thread();
        waits();
        monitor();
        synchronizedMethod();
        forName();
        classOf();
        classLiteral();
        format();
        joins();
        builder();
        lambda();
        throwsOne();
        catchesOne();
        floats();
        floatField();
        boxes();
        clones();
        dimensions();
        nativeMethod();
        arrayCast();
        arrayQuestion();
        storesDogInCats();
        copies();
        list();
        allowed(number);
    }

    static void thread() {
        new Thread().start();
    }

    static void waits() {
        object.notifyAll();
    }

    static void monitor() {
        synchronized (object) {
            number++;
        }
    }

    static synchronized void synchronizedMethod() {
        number++;
    }

    static void forName() throws ClassNotFoundException {
        object = Class.forName("java.lang.String");
    }

    static void classOf() {
        number += object.getClass() == null ? 1 : 0;
    }

    static void classLiteral() {
        object = Refused.class;
    }

    static void format() {
        object = String.valueOf(number);
    }

    static void joins() {
        object = "a" + number;
    }

    static void builder() {
        object = new StringBuilder();
    }

    static void lambda() {
        Answer answer = () -> number;
        number += answer.give();
    }

    static void throwsOne() {
        throw new IllegalStateException();
    }

    static void catchesOne() {
        try {
            number /= number;
        } catch (ArithmeticException e) {
            number = 0;
        }
    }

    static void floats() {
        number = (int) (number * 1.5f);
    }

    static double floatField() {
        return 0;
    }

    static void boxes() {
        object = Integer.valueOf(number);
    }

    static void clones() {
        object = new int[number].clone();
    }

    static void dimensions() {
        object = new int[number][number];
    }

    static native void nativeMethod();

    static void arrayCast() {
        object = (Animal[]) object;
    }

    static void arrayQuestion() {
        number += object instanceof Animal[] ? 1 : 0;
    }

    static void storesDogInCats() {
        put(new Cat[1], new Dog());
        put(new Animal[1], new Cat());
    }

    private static void put(Animal[] animals, Animal animal) {
        animals[0] = animal;
    }

    static void copies() {
        System.arraycopy(new Dog[1], 0, new Cat[1], 0, 1);
        System.arraycopy(new Dog[1], 0, new Animal[1], 0, 1);
    }

    static void list() {
        List<String> list = new ArrayList<>();
        number += list.size();
    }

    /** None of this is. */
    static int allowed(int n) {
        Animal[] animals = new Animal[2];
        animals[0] = new Cat();
        animals[1] = new Dog();
        int[][] rows = new int[2][];
        rows[0] = new int[Math.max(n, 1)];
        System.arraycopy(rows[0], 0, rows[0], 0, 1);
        byte[] bytes = object instanceof byte[] ? (byte[]) object : null;
        return "text".charAt(n)
                + "text".length()
                + (animals[n] instanceof Cat ? 1 : bytes == null ? 2 : 0);
    }
}
