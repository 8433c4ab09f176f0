package org.mattermote.stack.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The inputs kept for a target: a row of strings in the resource of its name. */
public final class Kept {
    private Kept() {}

    /** {@code seeds} and what is kept for {@code target}. */
    public static List<byte[]> with(Class<?> target, List<byte[]> seeds) {
        List<byte[]> all = new ArrayList<>(seeds);
        try (InputStream in = target.getResourceAsStream(target.getSimpleName() + ".corpus")) {
            if (in != null) {
                Parts parts = new Parts(in.readAllBytes());
                while (!parts.isEmpty()) {
                    all.add(parts.string());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
