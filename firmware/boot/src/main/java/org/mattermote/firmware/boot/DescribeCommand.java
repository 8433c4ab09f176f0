package org.mattermote.firmware.boot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code mote describe} as they were typed. */
@Command(name = "mote describe", description = "What a device is made of, and its bytes of RAM.")
final class DescribeCommand {
    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Apps.Names.class)
    String app = RunOptions.DEFAULT_APP;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this page")
    boolean help;
}
