package org.mattermote.firmware.boot;

import java.util.List;

/** A product is not what its device types make of it; each flaw is one line. */
final class CompositionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> flaws;

    CompositionException(List<String> flaws) {
        super(String.join("; ", flaws));
        this.flaws = flaws;
    }

    List<String> flaws() {
        return flaws;
    }
}
