package org.mattermote.bsp.teavm;

import java.nio.file.Path;
import java.util.List;

/** Compiles a planted class of the tests. */
final class Planted {
    private Planted() {}

    static List<String> compile(Class<?> main, Path folder) throws Exception {
        return Compile.compile(
                main.getName(),
                folder.resolve(main.getSimpleName()),
                Path.of("target", "test-classes").toString(),
                Path.of("src", "main", "c"));
    }
}
