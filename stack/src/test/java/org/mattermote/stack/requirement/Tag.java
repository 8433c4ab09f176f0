package org.mattermote.stack.requirement;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a numbered requirement that a test shows, such as {@code @Tag("session-layer R23")}.
 * JUnit's own tags may not hold a space and would be ignored.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Tag.List.class)
public @interface Tag {
    /** Specification, a space, requirement. */
    String value();

    /** Container of several. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface List {
        Tag[] value();
    }
}
