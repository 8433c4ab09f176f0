package org.mattermote.webrtc.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The words of a {@link WordList}, to compare with. */
public final class Words {
    private Words() {}

    public static List<String> of(byte[] list) {
        List<String> words = new ArrayList<>();
        for (int at = 1; at < list.length; at += list[at] + 1) {
            words.add(new String(list, at + 1, list[at], StandardCharsets.US_ASCII));
        }
        return words;
    }
}
