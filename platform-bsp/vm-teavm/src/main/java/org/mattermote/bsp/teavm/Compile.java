package org.mattermote.bsp.teavm;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Makes C of the classes that a main class reaches: {@code MAIN OUTPUT CLASSPATH RUNTIME}, where
 * RUNTIME is the folder of the C runtime. Exit 1 if device code reaches what no device has, one
 * line on standard error for each class.
 */
public final class Compile {
    private Compile() {}

    public static void main(String[] args) throws IOException, TeaVMToolException {
        if (args.length != 4) {
            System.err.println("vm-teavm: MAIN OUTPUT CLASSPATH RUNTIME");
            System.exit(2);
        }
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(args[0]);
        tool.setTargetDirectory(new File(args[1]));
        tool.setTargetFileName("");
        tool.setOptimizationLevel(
                TeaVMOptimizationLevel.valueOf(
                        System.getProperty("mote.optimization", "ADVANCED")));
        tool.setObfuscated(false);
        tool.setAssertionsRemoved(true);
        tool.setShortFileNames(true);
        tool.setMinHeapSize(4096);
        tool.setMaxHeapSize(4096);
        tool.getTransformers().add(DeviceTransformer.class.getName());
        tool.setClassLoader(loader(args[2]));
        ConsoleTeaVMToolLog log = new ConsoleTeaVMToolLog(false);
        tool.setLog(log);
        tool.generate();
        TeaVMProblemRenderer.describeProblems(
                tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), log);
        List<Problem> problems = tool.getProblemProvider().getSevereProblems();
        if (!problems.isEmpty()) {
            System.exit(1);
        }
        new GeneratedC(Path.of(args[1]), args[0])
                .rewrite(Path.of(args[3]), NativeBinding.prototypes());
    }

    private static ClassLoader loader(String path) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), Compile.class.getClassLoader());
    }
}
