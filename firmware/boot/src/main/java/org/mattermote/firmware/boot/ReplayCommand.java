package org.mattermote.firmware.boot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code mote replay} as they were typed. */
@Command(
        name = "mote replay",
        description = "Gives a recording to the same device again and compares what it sends.")
final class ReplayCommand {
    @Parameters(paramLabel = "FILE", arity = "1", description = "made by mote run --record")
    String file;

    @Option(
            names = "--flat",
            paramLabel = "OUT",
            description = "replays nothing; writes what an image without files replays")
    String flat;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this page")
    boolean help;
}
