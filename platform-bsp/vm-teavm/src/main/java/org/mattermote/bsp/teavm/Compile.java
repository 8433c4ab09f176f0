package org.mattermote.bsp.teavm;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.model.CallLocation;
import org.teavm.model.ClassReader;
import org.teavm.model.FieldReader;
import org.teavm.model.TextLocation;
import org.teavm.model.ValueType;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Makes C of the classes that a main class reaches: {@code MAIN OUTPUT CLASSPATH RUNTIME}, where
 * RUNTIME is the folder of the C runtime. Exit 1 if device code reaches what no device has, one
 * line on standard error for each method.
 */
public final class Compile {
    private Compile() {}

    public static void main(String[] args) throws IOException, TeaVMToolException {
        if (args.length != 4) {
            System.err.println("vm-teavm: MAIN OUTPUT CLASSPATH RUNTIME");
            System.exit(2);
        }
        List<String> refused = compile(args[0], Path.of(args[1]), args[2], Path.of(args[3]));
        for (String line : refused) {
            System.err.println("vm-teavm: " + line);
        }
        System.exit(refused.isEmpty() ? 0 : 1);
    }

    /**
     * @return what is refused, a line each; there is C only if nothing is
     */
    static List<String> compile(String main, Path output, String classPath, Path runtime)
            throws IOException, TeaVMToolException {
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(main);
        tool.setTargetDirectory(output.toFile());
        tool.setTargetFileName("");
        tool.setOptimizationLevel(
                TeaVMOptimizationLevel.valueOf(
                        System.getProperty("mote.optimization", "ADVANCED")));
        tool.setObfuscated(false);
        tool.setAssertionsRemoved(true);
        tool.setShortFileNames(true);
        tool.setMinHeapSize(4096);
        tool.setMaxHeapSize(4096);
        tool.setClassLoader(loader(classPath));
        tool.setLog(new EmptyTeaVMToolLog());
        tool.generate();
        List<Problem> problems = tool.getProblemProvider().getSevereProblems();
        if (!problems.isEmpty()) {
            return lines(problems);
        }
        List<String> rings =
                new GeneratedC(output, main, booleans(tool))
                        .rewrite(runtime, NativeBinding.prototypes());
        List<String> refused = new ArrayList<>();
        for (String ring : rings) {
            List<String> names = new ArrayList<>();
            for (String symbol : ring.split(", ")) {
                names.add(className(symbol, tool.getClasses()));
            }
            refused.add(String.join(", ", names) + ": their static initialisers need each other");
        }
        return refused;
    }

    private static Set<String> booleans(TeaVMTool tool) {
        Set<String> names = new TreeSet<>();
        for (String name : tool.getClasses()) {
            ClassReader holder = tool.getDependencyInfo().getClassSource().get(name);
            for (FieldReader field : holder.getFields()) {
                if (field.getType() == ValueType.BOOLEAN) {
                    names.add(symbol(name) + " " + field.getName());
                }
            }
        }
        return names;
    }

    /** What TeaVM calls a class in C: the first letter of each package, and its name. */
    private static String symbol(String className) {
        int dot = className.lastIndexOf('.');
        String letters =
                ("." + className.substring(0, Math.max(dot, 0))).replaceAll("\\.(.)[^.]*", "$1");
        return letters + "_" + className.substring(dot + 1).replace('$', '_');
    }

    private static String className(String symbol, Collection<String> classes) {
        for (String name : classes) {
            if (symbol.equals(symbol(name))) {
                return name;
            }
        }
        return symbol;
    }

    /** Of the Java runtime's own troubles, only if nothing of a device is the cause. */
    private static List<String> lines(List<Problem> problems) {
        Set<String> ours = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (Problem problem : problems) {
            CallLocation at = problem.getLocation();
            DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
            problem.render(text);
            if (at == null || at.getMethod() == null) {
                others.add(text.getText());
                continue;
            }
            String line =
                    at.getMethod().getClassName()
                            + "."
                            + at.getMethod().getName()
                            + place(at.getSourceLocation())
                            + ": "
                            + text.getText();
            (Refusals.isLibrary(at.getMethod().getClassName()) ? others : ours).add(line);
        }
        return new ArrayList<>(ours.isEmpty() ? others : ours);
    }

    private static String place(TextLocation at) {
        if (at == null || at.isEmpty()) {
            return "";
        }
        String file = at.getFileName();
        return "(" + file.substring(file.lastIndexOf('/') + 1) + ":" + at.getLine() + ")";
    }

    private static ClassLoader loader(String path) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), Compile.class.getClassLoader());
    }
}
