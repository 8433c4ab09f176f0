package org.mattermote.bsp.host;

/**
 * Something outside is not as it must be. The message is one line: what is wrong and what helps.
 */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1;

    public HostException(String message) {
        super(message);
    }

    /** The reason an exception of the class library gives, without its class and line breaks. */
    public static String reason(Exception e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.nio.file.NotDirectoryException
                || e instanceof java.nio.file.FileAlreadyExistsException) {
            return "it is not a folder";
        }
        String text = e.getMessage();
        if (e instanceof java.nio.file.FileSystemException) {
            text = ((java.nio.file.FileSystemException) e).getReason();
        }
        if (text == null) {
            text = e.getClass().getSimpleName();
        }
        return text.replaceAll("\\s+", " ");
    }
}
