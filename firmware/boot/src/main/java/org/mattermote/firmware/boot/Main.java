package org.mattermote.firmware.boot;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.mattermote.bsp.host.ConsoleInput;
import org.mattermote.bsp.host.Device;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.HostLoop;
import org.mattermote.bsp.host.StatusSocket;
import org.mattermote.bsp.host.StopSignal;
import org.mattermote.bsp.host.Storage;
import org.mattermote.bsp.host.recording.RecordWriter;
import org.mattermote.bsp.host.recording.ReplayDifference;
import picocli.CommandLine;

/**
 * Starts a device on this machine: {@code [run] OPTIONS}; or {@code reset OPTIONS}, {@code status
 * OPTIONS}, {@code replay FILE}, {@code factory-data OPTIONS}, {@code describe OPTIONS}, {@code
 * prepare OPTIONS}.
 *
 * <pre>
 * exit  0  stopped by a signal; reset done; status told; replay identical; data made
 *       1  replay different
 *       2  something asked for is wrong: one line on standard error that says what would be right;
 *          or the product is not what its device types make of it: a line for each flaw
 *      70  a fault of the program: one line on standard error
 * </pre>
 */
public final class Main {
    static final int OK = 0;
    static final int DIFFERENT = 1;
    static final int REFUSED = 2;
    static final int FAULT = 70;

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final boolean terminal;
    private final Composition composition;
    private final StopSignal stopSignal;

    /**
     * @param terminal whether {@code out} is one
     * @param composition makes the device; null while there is none
     */
    Main(
            PrintStream out,
            PrintStream err,
            InputStream in,
            boolean terminal,
            Composition composition,
            StopSignal stopSignal) {
        this.out = out;
        this.err = err;
        this.in = in;
        this.terminal = terminal;
        this.composition = composition;
        this.stopSignal = stopSignal;
    }

    public static void main(String[] args) {
        start(args, Apps::compose);
    }

    /** Runs to the end of the process. */
    static void start(String[] args, Composition composition) {
        StopSignal stopSignal = StopSignal.install();
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Main main = new Main(out, System.err, System.in, isTerminal(), composition, stopSignal);
        int code = main.execute(args);
        out.flush();
        System.err.flush();
        // Not exit: the hook that answers signals would wait for this thread.
        Runtime.getRuntime().halt(code);
    }

    /** Whether standard output is a terminal, wherever standard input comes from. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | RuntimeException e) {
            return System.console() != null;
        }
    }

    int execute(String... args) {
        try {
            if (args.length > 0 && args[0].equals("reset")) {
                return reset(Arrays.copyOfRange(args, 1, args.length));
            }
            if (args.length > 0 && args[0].equals("prepare")) {
                return prepare(Arrays.copyOfRange(args, 1, args.length));
            }
            if (args.length > 0 && args[0].equals("status")) {
                return status(Arrays.copyOfRange(args, 1, args.length));
            }
            if (args.length > 0 && args[0].equals("replay")) {
                return replay(Arrays.copyOfRange(args, 1, args.length));
            }
            if (args.length > 0 && args[0].equals("factory-data")) {
                return factoryData(Arrays.copyOfRange(args, 1, args.length));
            }
            if (args.length > 0 && args[0].equals("describe")) {
                return describe(Arrays.copyOfRange(args, 1, args.length));
            }
            boolean verb = args.length > 0 && args[0].equals("run");
            return run(verb ? Arrays.copyOfRange(args, 1, args.length) : args);
        } catch (HostException e) {
            return refuse(e.getMessage());
        } catch (CompositionException e) {
            e.flaws().forEach(this::refuse);
            return REFUSED;
        } catch (RuntimeException | Error e) {
            return fault(e);
        }
    }

    private int reset(String[] args) throws HostException {
        ResetCommand given = new ResetCommand();
        if (!parsed(given, args)) {
            return OK;
        }
        Path folder = RunOptions.storage(given.storage, RunOptions.knownApp(given.app));
        Storage.reset(folder);
        out.println("mote: reset storage=" + folder);
        return OK;
    }

    /** What {@code mote} calls before it starts a device that is no JVM. */
    private int prepare(String[] args) throws HostException {
        RunCommand given = new RunCommand();
        if (parsed(given, args)) {
            out.print(Preparation.of(given));
        }
        return OK;
    }

    private int status(String[] args) throws HostException {
        StatusCommand given = new StatusCommand();
        if (!parsed(given, args)) {
            return OK;
        }
        out.print(
                StatusSocket.ask(
                        RunOptions.storage(given.storage, RunOptions.knownApp(given.app))));
        return OK;
    }

    private int run(String[] args) throws HostException {
        RunCommand given = new RunCommand();
        if (!parsed(given, args)) {
            return OK;
        }
        RunOptions options = RunOptions.of(given);
        ConsoleInput console = new ConsoleInput(in);
        int reason = HostBoot.POWER_ON;
        RecordWriter record = null;
        try {
            while (true) {
                try (HostPorts ports = HostPorts.open(options, reason, out)) {
                    if (composition == null) {
                        throw new HostException("not yet");
                    }
                    if (options.record() != null) {
                        record = record == null ? record(options, ports) : record;
                        ports.recordTo(record);
                    }
                    HostLoop.Outcome outcome = run(options, ports, console, record);
                    if (outcome == HostLoop.Outcome.STOPPED) {
                        return OK;
                    }
                    if (outcome == HostLoop.Outcome.FACTORY_RESET) {
                        ports.storage.store().erase();
                    }
                }
                if (stopSignal.asked()) {
                    return OK;
                }
                reason = HostBoot.SOFTWARE_RESET;
            }
        } finally {
            if (record != null) {
                record.close();
            }
        }
    }

    private static RecordWriter record(RunOptions options, HostPorts ports) throws HostException {
        return RecordWriter.open(
                options.record(),
                options.settings(ports.matterPort),
                options.storage(),
                ports.log::line);
    }

    private HostLoop.Outcome run(
            RunOptions options, HostPorts ports, ConsoleInput console, RecordWriter record)
            throws HostException {
        Label label = Label.of(options, ports.hasController());
        Device device =
                composition.compose(
                        options, ports, fabrics -> ready(options, ports, label, fabrics));
        try (HostLoop loop = ports.loop(console)) {
            stopSignal.stops(loop);
            return loop.run(record == null ? device : record.device(device));
        } finally {
            stopSignal.stops(null);
        }
    }

    private int describe(String[] args) throws HostException {
        DescribeCommand given = new DescribeCommand();
        if (parsed(given, args)) {
            out.print(Apps.describe(RunOptions.knownApp(given.app)));
        }
        return OK;
    }

    private int replay(String[] args) throws HostException {
        ReplayCommand given = new ReplayCommand();
        if (!parsed(given, args)) {
            return OK;
        }
        if (given.flat != null) {
            new Replay(composition).flatten(Path.of(given.file), Path.of(given.flat));
            return OK;
        }
        try {
            int packets = new Replay(composition).run(Path.of(given.file));
            out.println("replayed " + packets + " packets, identical");
            return OK;
        } catch (ReplayDifference e) {
            out.println("replay: " + e.getMessage());
            return DIFFERENT;
        }
    }

    private int factoryData(String[] args) throws HostException {
        FactoryDataCommand given = new FactoryDataCommand();
        if (!parsed(given, args)) {
            return OK;
        }
        FactoryLabel label =
                new FactoryDataTool(given, line -> err.println("mote: warning: " + line)).make();
        if (terminal) {
            out.print(QrText.of(label.codes().qr()));
        }
        out.println("mote: factory-data file=" + given.out + " " + label.words());
        return OK;
    }

    private void ready(RunOptions options, HostPorts ports, Label label, int fabrics) {
        if (terminal && label.isKnown()) {
            out.print(QrText.of(label.qr()));
        }
        out.println(label.readyLine(options, ports.matterPort, fabrics));
        out.flush();
    }

    /** False if help was asked for, and given. */
    private boolean parsed(Object command, String[] args) throws HostException {
        CommandLine line = new CommandLine(command);
        line.setExpandAtFiles(false);
        try {
            if (line.parseArgs(args).isUsageHelpRequested()) {
                line.usage(out);
                return false;
            }
            return true;
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw new HostException(
                    e.getUnmatched().get(0)
                            + " is unknown, the options are "
                            + String.join(" ", line.getCommandSpec().optionsMap().keySet()));
        } catch (CommandLine.ParameterException e) {
            throw new HostException(e.getMessage());
        }
    }

    private int refuse(String what) {
        err.println("mote: " + oneLine(what));
        return REFUSED;
    }

    private int fault(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        String at = trace.length > 0 ? " at " + trace[0] : "";
        String message = e.getMessage() == null ? "" : ": " + e.getMessage();
        err.println("mote: fault " + oneLine(e.getClass().getSimpleName() + at + message));
        return FAULT;
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
