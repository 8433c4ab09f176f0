package org.mattermote.firmware.ram;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a tool writes into a page that people write: between two comments of the page. */
public final class MarkedText {
    private MarkedText() {}

    /** What stands between the marks. */
    public static String of(Path page, String mark) throws IOException {
        String text = Files.readString(page);
        return text.substring(begin(text, mark), end(text, mark));
    }

    public static void replace(Path page, String mark, String content) throws IOException {
        String text = Files.readString(page);
        String head = text.substring(0, begin(text, mark));
        Files.writeString(page, head + content + text.substring(end(text, mark)));
    }

    private static int begin(String text, String mark) {
        String line = "<!-- " + mark + ": generated -->\n";
        return found(text, line) + line.length();
    }

    private static int end(String text, String mark) {
        return found(text, "<!-- /" + mark + " -->");
    }

    private static int found(String text, String line) {
        int at = text.indexOf(line);
        if (at < 0) {
            throw new IllegalArgumentException("no line " + line);
        }
        return at;
    }
}
