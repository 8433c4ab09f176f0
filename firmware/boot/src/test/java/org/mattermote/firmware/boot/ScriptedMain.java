package org.mattermote.firmware.boot;

/** The program with a scripted device, for tests that need a process. */
final class ScriptedMain {
    private ScriptedMain() {}

    public static void main(String[] args) {
        Main.start(args, ScriptedDevice.COMPOSITION);
    }
}
