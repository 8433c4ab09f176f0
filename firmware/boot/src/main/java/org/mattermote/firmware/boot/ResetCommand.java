package org.mattermote.firmware.boot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code mote reset} as they were typed. */
@Command(name = "mote reset", description = "Factory reset of a device that does not run.")
final class ResetCommand {
    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Apps.Names.class)
    String app = RunOptions.DEFAULT_APP;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "the folder of the device; default ~/.mattermote/<app>")
    String storage;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this page")
    boolean help;
}
