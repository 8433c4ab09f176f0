package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Ipv6TextTest {
    private final byte[] ip = new byte[16];

    private boolean parse(String text) {
        byte[] bytes = (" " + text + ":1").getBytes(StandardCharsets.US_ASCII);
        return Ipv6Text.parse(bytes, 1, text.length(), ip);
    }

    private void is(String hex, String text) {
        assertTrue(parse(text), text);
        assertEquals(hex, HexFormat.of().formatHex(ip), text);
    }

    @Test
    void shouldReadAddresses() {
        is("20010db8000000000000000000000001", "2001:db8::1");
        is("20010db8000000000000000000000001", "2001:0DB8:0:0:0:0:0:1");
        is("00000000000000000000000000000001", "::1");
        is("fe800000000000000000000000000000", "fe80::");
        is("00010002000300040005000600070008", "1:2:3:4:5:6:7:8");
        is("00000002000300040005000600070008", "::2:3:4:5:6:7:8");
        is("00010002000300040005000600070000", "1:2:3:4:5:6:7::");
        is("00010000000300040005000600070008", "1::3:4:5:6:7:8");
        is("00000000000000000000ffffc0000201", "::ffff:192.0.2.1");
        is("0064ff9b0000000000000000c00002ff", "64:ff9b::192.0.2.255");
        is("00010002000300040005000601020304", "1:2:3:4:5:6:1.2.3.4");
        is("20010db8000100020003000400050006", "2001:db8:1:2:3:4:5:6");
    }

    @Test
    void shouldRefuseWhatIsNone() {
        for (String text :
                new String[] {
                    "",
                    ":",
                    ":::",
                    "1",
                    "1:",
                    ":1",
                    "1::2::3",
                    "1:2:3:4:5:6:7",
                    "12345::1",
                    "1:2:3:4:5:6:7:8:9",
                    "1:2:3:4:5:6:7:8:",
                    "1:2:3:4::5:6:7:8",
                    "::1:2:3:4:5:6:7:8",
                    "g::1",
                    "fe80::1%eth0",
                    "[2001:db8::1]",
                    "2001:db8::1/64",
                    "192.0.2.1",
                    "::1.2.3",
                    "::1.2.3.4.5",
                    "::1.2.3.256",
                    "::1.2.3.",
                    "::01.2.3.4",
                    "::1..3.4",
                    "::1.2.3.4:5",
                    "1:2:3:4:5:6:7:1.2.3.4",
                    "1:2:3:4:5:1.2.3.4",
                    "::f.1.1.1",
                    "ntp.example",
                    "::",
                    "0:0:0:0:0:0:0:0",
                    "ff02::101",
                    "FF0E::1",
                    " ::1",
                    "::1 ",
                    "::-1",
                    "1:2:3:4:5:6:7::8:9",
                    "::1.2.3.4567"
                }) {
            assertFalse(parse(text), text);
        }
    }

    @Test
    void shouldReadWhatTheJdkWrites() throws UnknownHostException {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] made = new byte[16];
            random.nextBytes(made);
            for (int group = 0; group < 16; group += 2) {
                if (random.nextBoolean()) {
                    made[group] = 0;
                    made[group + 1] = (byte) random.nextInt(2);
                }
            }
            made[0] = (byte) (random.nextInt(0xFE) + 1);
            String text = Inet6Address.getByAddress(null, made, -1).getHostAddress();
            is(HexFormat.of().formatHex(made), text);
        }
    }

    /** Whatever is read, the JDK reads alike. */
    @Test
    void shouldReadNothingThatTheJdkDoesNot() throws UnknownHostException {
        Random random = new Random(6);
        String letters = "::::0123af.";
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(20);
            for (int n = 0; n < length; n++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            if (parse(text.toString())) {
                read++;
                InetAddress like = InetAddress.getByName(text.toString());
                byte[] bytes = like.getAddress();
                String hex = HexFormat.of().formatHex(bytes);
                is(bytes.length == 4 ? "00000000000000000000ffff" + hex : hex, text.toString());
            }
        }
        assertTrue(read > 500, "" + read);
    }
}
