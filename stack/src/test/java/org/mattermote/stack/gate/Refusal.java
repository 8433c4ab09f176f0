package org.mattermote.stack.gate;

/**
 * One thing a gate does not let pass.
 *
 * @param type internal name of the class, with slashes
 * @param member the field or method with its descriptor, or {@code (class)}
 * @param rule the rule that refuses it
 * @param detail what was found, with the source line where there is one
 */
public record Refusal(String type, String member, String rule, String detail) {
    @Override
    public String toString() {
        return type.replace('/', '.') + " " + member + ": [" + rule + "] " + detail;
    }
}
