package org.mattermote.webrtc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {
    private final byte[] address = new byte[AddressText.LENGTH];

    private int read(String text) {
        // with something around it, so that a step beyond its ends shows
        byte[] bytes = ("1:" + text + "9.1").getBytes(StandardCharsets.US_ASCII);
        return AddressText.read(bytes, 2, text.length(), address);
    }

    private String written(int kind) {
        byte[] out = new byte[64];
        TextWriter writer = new TextWriter();
        writer.wrap(out, 0, out.length);
        AddressText.write(kind, address, writer);
        return new String(out, 0, writer.length(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 1, 00000000000000000000ffffc0a80105, 192.168.1.5",
        "0.0.0.0, 1, 00000000000000000000ffff00000000, 0.0.0.0",
        "::, 2, 00000000000000000000000000000000, ::",
        "::1, 2, 00000000000000000000000000000001, ::1",
        "fe80::, 2, fe800000000000000000000000000000, fe80::",
        "FD00:0:0:1::2:0, 2, fd000000000000010000000000020000, fd00::1:0:0:2:0",
        "1:2:3:4:5:6:7:8, 2, 00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
        "1:2:3:0:5:6:7:8, 2, 00010002000300000005000600070008, 1:2:3:0:5:6:7:8",
        "2001:db8::1:0:0:1, 2, 20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "1::8, 2, 00010000000000000000000000000008, 1::8",
        "0:0:0:0:0:0:0:8, 2, 00000000000000000000000000000008, ::8",
        "64:ff9b::192.0.2.33, 2, 0064ff9b0000000000000000c0000221, 64:ff9b::c000:221",
        "1:2:3:4:5:6:9.8.7.6, 2, 00010002000300040005000609080706, 1:2:3:4:5:6:908:706",
        "3D1D0cbe-0b44-4fd1-9a5f-fc2d3d3bb3b1.local, 3, 3d1d0cbe0b444fd19a5ffc2d3d3bb3b1,"
                + " 3d1d0cbe-0b44-4fd1-9a5f-fc2d3d3bb3b1.local",
        "Viewer-7.LOCAL, 4, 7669657765722d370000000000000000, viewer-7.local",
        "abcdefghijklmnop.local, 4, 6162636465666768696a6b6c6d6e6f70, abcdefghijklmnop.local",
    })
    void shouldReadAndWrite(String text, int kind, String bytes, String again) {
        assertEquals(kind, read(text));
        assertEquals(bytes, HexFormat.of().formatHex(address));
        assertEquals(again, written(kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.",
                "1.2.3.256",
                "1.2.3.04",
                "1.2.3.4.5",
                "1..3.4",
                "1.2.3.-4",
                ":",
                ":::",
                "1:",
                ":1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::1.2.3",
                "fe80::1%eth0",
                "example.org",
                ".local",
                "a.b.local",
                "abcdefghijklmnopq.local",
                "3d1d0cbe-0b44-4fd1-9a5f-fc2d3d3bb3bg.local",
                "3d1d0cbe+0b44-4fd1-9a5f-fc2d3d3bb3b1.local",
            })
    void shouldRefuse(String text) {
        assertEquals(AddressText.NONE, read(text));
    }

    @Test
    void shouldNotBeFooledByWhatWasReadBefore() {
        read("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assertEquals(AddressText.MDNS_NAME, read("a.local"));
        assertEquals("61" + "00".repeat(15), HexFormat.of().formatHex(address));
    }
}
