package org.mattermote.firmware.ram;

import java.util.List;

/**
 * Bytes of objects as the open VM lays them out.
 *
 * <pre>
 * object   header 8, then the fields of each class from the top of the hierarchy down
 * array    header 12, then the elements, the first at its natural alignment
 * </pre>
 *
 * <p>Assumed: a class is a C struct whose first member is the struct of the class above it; its own
 * fields follow in the order of their declaration, each at its natural alignment, none moved into a
 * gap; a struct is padded to its greatest alignment. References and ints take 4 bytes, longs 8,
 * chars and shorts 2, bytes and booleans 1. The heap hands out multiples of 8.
 */
public final class Layout {
    static final int OBJECT_HEADER = 8;
    static final int ARRAY_HEADER = 12;
    static final int ALIGNMENT = 8;
    private static final int HEADER_ALIGNMENT = 4;

    private Layout() {}

    /**
     * @param hierarchy descriptors of the instance fields, a list for each class from the top down
     */
    public static int object(List<List<String>> hierarchy) {
        int size = OBJECT_HEADER;
        int greatest = HEADER_ALIGNMENT;
        for (List<String> fields : hierarchy) {
            for (String field : fields) {
                int width = width(field);
                size = up(size, width) + width;
                greatest = Math.max(greatest, width);
            }
            size = up(size, greatest);
        }
        return up(size, ALIGNMENT);
    }

    /**
     * @param element descriptor of the elements
     */
    public static int array(String element, int length) {
        int width = width(element);
        return up(up(ARRAY_HEADER, width) + length * width, ALIGNMENT);
    }

    private static int width(String descriptor) {
        return switch (descriptor.charAt(0)) {
            case 'Z', 'B' -> 1;
            case 'C', 'S' -> 2;
            case 'I', 'L', '[' -> 4;
            case 'J' -> 8;
            default -> throw new IllegalArgumentException(descriptor);
        };
    }

    private static int up(int value, int alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }
}
