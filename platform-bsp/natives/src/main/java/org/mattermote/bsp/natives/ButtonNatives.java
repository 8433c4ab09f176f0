package org.mattermote.bsp.natives;

/** The button of a board that has one; in C. Presses come from {@link BoardNatives#waitEvent}. */
public final class ButtonNatives {
    private ButtonNatives() {}

    /** 1 while it is held down, or 0. */
    public static native int isHeld();
}
