package org.mattermote.firmware.boot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code mote status} as they were typed. */
@Command(name = "mote status", description = "Asks a running device how it is.")
final class StatusCommand {
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
