package org.mattermote.firmware.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Another host's multicast DNS, as a process of its own in another network namespace. Arguments: an
 * interface, {@code 4} or {@code 6}. For every line of input it asks for commissionable nodes; for
 * every answer heard it prints a line: port of each SRV record and each address, sorted by arrival.
 */
final class MdnsProbe {
    private static final int PORT = 5353;

    private MdnsProbe() {}

    public static void main(String[] args) throws Exception {
        NetworkInterface on = NetworkInterface.getByName(args[0]);
        boolean ipv4 = args[1].equals("4");
        InetAddress group = InetAddress.getByName(ipv4 ? "224.0.0.251" : "ff02::fb");
        DatagramChannel channel =
                DatagramChannel.open(
                        ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        // An address of a group with its interface: else an IPv6 channel hears all interfaces.
        InetAddress bound = ipv4 ? group : Inet6Address.getByAddress(null, group.getAddress(), on);
        channel.bind(new InetSocketAddress(bound, PORT));
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255);
        channel.join(group, on);
        Thread listener = new Thread(() -> listen(channel));
        listener.setDaemon(true);
        listener.start();
        System.out.println("listening");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            Message query = new Message(0);
            query.getHeader().unsetFlag(Flags.RD);
            query.addRecord(
                    Record.newRecord(Name.fromString("_matterc._udp.local."), Type.PTR, DClass.IN),
                    Section.QUESTION);
            channel.send(ByteBuffer.wrap(query.toWire()), new InetSocketAddress(group, PORT));
        }
    }

    private static void listen(DatagramChannel channel) {
        ByteBuffer packet = ByteBuffer.allocate(9000);
        try {
            while (true) {
                packet.clear();
                channel.receive(packet);
                packet.flip();
                Message message = new Message(packet);
                if (message.getHeader().getFlag(Flags.QR)) {
                    System.out.println(words(message));
                }
            }
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static String words(Message message) {
        List<String> words = new ArrayList<>();
        for (int section : new int[] {Section.ANSWER, Section.ADDITIONAL}) {
            for (Record record : message.getSection(section)) {
                if (record instanceof SRVRecord) {
                    words.add("port=" + ((SRVRecord) record).getPort());
                } else if (record instanceof ARecord) {
                    words.add(text(((ARecord) record).getAddress()));
                } else if (record instanceof AAAARecord) {
                    words.add(text(((AAAARecord) record).getAddress()));
                }
            }
        }
        words.add("ttl=" + message.getSection(Section.ANSWER).get(0).getTTL());
        return "heard " + String.join(" ", words);
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        // A link-local address is another one each time.
        return address instanceof Inet4Address || !address.isLinkLocalAddress() ? text : "fe80";
    }

    /** One in the namespace of a command's prefix. */
    static Peer start(List<String> prefix, String name, String version) throws IOException {
        return new Peer(prefix, MdnsProbe.class, name, version);
    }

    /** A process, of Java with these tests' classes as a rule, and the lines it prints. */
    static final class Peer implements AutoCloseable {
        private final Process process;
        private final List<String> lines = new ArrayList<>();

        Peer(List<String> prefix, Class<?> main, String... arguments) throws IOException {
            this(command(prefix, main, arguments));
        }

        Peer(List<String> command) throws IOException {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread reader = new Thread(this::read);
            reader.setDaemon(true);
            reader.start();
        }

        private static List<String> command(
                List<String> prefix, Class<?> main, String... arguments) {
            List<String> command = new ArrayList<>(prefix);
            command.add(System.getProperty("java.home") + "/bin/java");
            command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.add(main.getName());
            command.addAll(List.of(arguments));
            return command;
        }

        private void read() {
            try (Scanner in = new Scanner(process.getInputStream(), StandardCharsets.UTF_8)) {
                while (in.hasNextLine()) {
                    String line = in.nextLine();
                    synchronized (lines) {
                        lines.add(line);
                        lines.notifyAll();
                    }
                }
            }
        }

        void say(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        int mark() {
            synchronized (lines) {
                return lines.size();
            }
        }

        /** The first line from {@code mark} on that matches, or null if none comes in time. */
        String line(int mark, String pattern, long withinMillis) throws InterruptedException {
            long until = System.nanoTime() + withinMillis * 1_000_000;
            int at = mark;
            synchronized (lines) {
                while (true) {
                    for (; at < lines.size(); at++) {
                        if (lines.get(at).matches(pattern)) {
                            return lines.get(at);
                        }
                    }
                    long left = (until - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return null;
                    }
                    lines.wait(left);
                }
            }
        }

        @Override
        public String toString() {
            synchronized (lines) {
                return String.join("\n", lines);
            }
        }

        /** Asks it to end, and waits for that. */
        int stop() throws InterruptedException {
            // Unlike destroy() of the process it leaves the streams open.
            process.toHandle().destroy();
            return process.waitFor();
        }

        /** Waits for its end. */
        int end() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
