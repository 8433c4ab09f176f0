package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.bsp.host.StopSignal;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

class FactoryDataToolTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final MakerCertificates maker = new MakerCertificates();

    private Path file() {
        return folder.resolve("factory.bin");
    }

    private int mote(String... args) {
        out.reset();
        err.reset();
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        InputStream.nullInputStream(),
                        false,
                        null,
                        new StopSignal())
                .execute(args);
    }

    private int factoryData(String[] certificates, String... more) {
        List<String> args = new ArrayList<>(List.of("factory-data", "--out", file().toString()));
        args.addAll(Arrays.asList(certificates));
        args.addAll(Arrays.asList(more));
        return mote(args.toArray(new String[0]));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The one line with which it refuses; nothing is left behind. */
    private String refused(String[] certificates, String... more) {
        assertEquals(Main.REFUSED, factoryData(certificates, more), complaint());
        assertEquals(1, complaint().lines().count(), complaint());
        assertEquals("", printed());
        assertFalse(Files.exists(file()));
        assertFalse(Files.exists(FactoryLabel.beside(file())));
        return complaint().strip().substring("mote: ".length()).replace(folder + "/", "");
    }

    private String refusedFiles() throws Exception {
        return refused(maker.write(folder));
    }

    private static byte[] certificate(DeviceDataPort data, int type) {
        byte[] bytes = new byte[600];
        int length = data.certificate(type, bytes, 0, 600);
        return Arrays.copyOf(bytes, length);
    }

    private static String text(DeviceDataPort data, int item) {
        byte[] bytes = new byte[256];
        int length = data.text(item, bytes, 0, 256);
        return length < 0 ? null : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayOnTheLabelThatTheProductIsFoundOverBle() throws Exception {
        String[] files = maker.write(folder);
        int status = factoryData(files, "--passcode=20202021", "--discriminator=0xABC", "--ble");
        assertEquals(Main.OK, status, complaint());
        String qr = Label.of(0x1234, 0x5678, 0xABC, 20202021, true).qr();
        assertTrue(printed().contains(" qr=" + qr + "\n"), printed());
        assertNotEquals(qr, Label.of(0x1234, 0x5678, 0xABC, 20202021, false).qr());
    }

    @Test
    void shouldPutAllOfItIntoThePartition() throws Exception {
        String[] files = maker.write(folder);
        int status =
                factoryData(
                        files,
                        "--passcode=20202021",
                        "--discriminator=0xABC",
                        "--salt=000102030405060708090a0b0c0d0e0f",
                        "--iterations=2000",
                        "--vendor-name=Maker",
                        "--product-name=Lämpchen",
                        "--serial-number=S-1",
                        "--unique-id=U-1",
                        "--hardware-version=12",
                        "--hardware-version-string=B",
                        "--manufacturing-date=20260228XY",
                        "--part-number=P-1",
                        "--product-url=https://example.org/lamp",
                        "--product-label=Lamp",
                        "--enable-key=00112233445566778899aabbccddeeff",
                        "--fixed-label=1:room=hall=way",
                        "--fixed-label=1:side=");
        assertEquals(Main.OK, status, complaint());
        assertEquals("", complaint());
        assertEquals(
                "mote: factory-data file="
                        + file()
                        + " vendor-id=0x1234 product-id=0x5678 discriminator=2748"
                        + " passcode=20202021 manual=23331712339 qr="
                        + Label.of(0x1234, 0x5678, 0xABC, 20202021, false).qr()
                        + "\n",
                printed());
        FactoryFile data = FactoryFile.open(file());
        assertEquals(0x1234, data.vendorId());
        assertEquals(0x5678, data.productId());
        assertEquals(0xABC, data.discriminator());
        assertEquals(12, data.hardwareVersion());
        assertEquals(2000, data.verifierIterations());
        assertTrue(data.isPasscode(20202021));
        assertFalse(data.isPasscode(20202022));
        String[] texts = {
            "Maker",
            "Lämpchen",
            "S-1",
            "U-1",
            "B",
            "0.1.0",
            "20260228XY",
            "P-1",
            "https://example.org/lamp",
            "Lamp"
        };
        for (int i = 0; i < texts.length; i++) {
            assertEquals(texts[i], text(data, i));
        }
        byte[] label = new byte[32];
        assertEquals(4 << 8 | 8, data.fixedLabel(1, 0, label, 0, 32));
        assertEquals("roomhall=way", new String(label, 0, 12, StandardCharsets.UTF_8));
        assertEquals(4 << 8, data.fixedLabel(1, 1, label, 0, 32));
        assertEquals(16, data.testEventKey(label, 0, 32));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("pai.der")),
                certificate(data, DeviceDataPort.CERTIFICATE_PAI));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("cd.der")),
                certificate(data, DeviceDataPort.CERTIFICATION_DECLARATION));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(FactoryLabel.beside(file()))));
    }

    @Test
    void shouldSignWithTheMakersKeyAndNeverPrintIt() throws Exception {
        byte[][] forms = {
            maker.dacKey.getPrivate().getEncoded(),
            MakerCertificates.pem("PRIVATE KEY", maker.dacKey.getPrivate().getEncoded()),
            maker.sec1(),
            MakerCertificates.pem("EC PRIVATE KEY", maker.sec1()),
            HexFormat.of().formatHex(maker.scalar()).getBytes(StandardCharsets.US_ASCII),
        };
        String[] files = maker.write(folder);
        for (byte[] form : forms) {
            Files.write(folder.resolve("dac-key.der"), form);
            assertEquals(Main.OK, factoryData(files), complaint());
            FactoryFile data = FactoryFile.open(file());
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(new byte[] {1});
            byte[] signature = new byte[64];
            P256 curve = new P256();
            Ecdsa ecdsa = new Ecdsa(curve, new Hmac());
            SoftwareCrypto crypto = new SoftwareCrypto(curve, ecdsa, new Spake2pVerifier(curve));
            int job = data.signWithAttestationKey(crypto, hash, 0, new byte[32], 0, signature, 0);
            int status = CryptoPort.MORE;
            while (status == CryptoPort.MORE) {
                status = crypto.step(job, CryptoPort.STEP_BUDGET);
            }
            assertEquals(CryptoPort.DONE, status);
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(maker.dacKey.getPublic());
            verifier.update((byte) 1);
            assertTrue(verifier.verify(signature));
            String label = Files.readString(FactoryLabel.beside(file()));
            String said = (printed() + complaint() + label).toLowerCase();
            assertFalse(said.contains(HexFormat.of().formatHex(maker.scalar()).substring(0, 8)));
            Files.delete(file());
            Files.delete(FactoryLabel.beside(file()));
        }
    }

    @Test
    void shouldTakeThePublishedTestCertificatesWhenNoneIsGiven() throws Exception {
        assertEquals(Main.OK, factoryData(new String[0]), complaint());
        assertTrue(complaint().startsWith("mote: warning: the certification declaration is one"));
        FactoryFile data = FactoryFile.open(file());
        assertEquals(0xFFF1, data.vendorId());
        assertEquals(0x8000, data.productId());
        assertEquals(PortStatus.NONE, data.testEventKey(new byte[16], 0, 16));
        assertEquals(32, text(data, DeviceDataPort.TEXT_UNIQUE_ID).length());
        assertEquals(null, text(data, DeviceDataPort.TEXT_SERIAL_NUMBER));
        int passcode = FactoryLabel.passcodeBeside(file());
        assertTrue(data.isPasscode(passcode));
        assertTrue(printed().contains(String.format(" passcode=%08d ", passcode)));
    }

    @Test
    void shouldTakeIdsFromTheCommonName() throws Exception {
        maker.inCommonName = true;
        assertEquals(Main.OK, factoryData(maker.write(folder)), complaint());
        assertEquals(0x5678, FactoryFile.open(file()).productId());
    }

    @Test
    void shouldTakeCertificatesOfAnotherMakerThatTheDeclarationAllows() throws Exception {
        maker.declaredVendor = 0x4321;
        maker.declaredProducts = new int[] {0x8765};
        assertEquals(
                "cd.der: declares vendor 0x4321, the certificates are of 0x1234", refusedFiles());
        maker.originVendor = 0x1234;
        maker.originProduct = 0x5679;
        assertEquals("cd.der: does not declare product 0x5678", refusedFiles());
        maker.originProduct = 0x5678;
        assertEquals(Main.OK, factoryData(maker.write(folder)), complaint());
        FactoryFile data = FactoryFile.open(file());
        assertEquals(0x4321, data.vendorId());
        assertEquals(0x8765, data.productId());
    }

    @Test
    void shouldRefuseFilesThatDoNotGoTogether() throws Exception {
        maker.dacVendor = "1235";
        assertEquals("pai.der: of another vendor than dac.pem, 0x1235", refusedFiles());
        maker.dacVendor = "1234";
        maker.paiProduct = "5679";
        assertEquals("pai.der: of another product than dac.pem, 0x5678", refusedFiles());
        maker.paiProduct = "5678";
        maker.declaredProducts = new int[] {1, 2};
        assertEquals("cd.der: does not declare product 0x5678", refusedFiles());
        maker.declaredProducts = new int[] {1, 0x5678};
        maker.authorizedPaa = new byte[20];
        assertEquals(
                "cd.der: allows other authorities than the one that signed the PAI",
                refusedFiles());
        maker.authorizedPaa = null;
        maker.dacProduct = null;
        assertEquals("dac.pem: names no vendor id or no product id in its subject", refusedFiles());
        maker.dacProduct = "5678";
        String[] files = maker.write(folder);
        assertEquals(
                "the certificates are of vendor 0x1234 product 0x5678, not of 0x1234 0x5679",
                refused(files, "--product-id=0x5679"));
        Files.write(folder.resolve("dac-key.der"), new MakerCertificates().sec1());
        assertEquals("dac-key.der: not the private key of dac.pem", refused(files));
        maker.write(folder);
        MakerCertificates other = new MakerCertificates();
        Files.write(folder.resolve("pai.der"), other.pai());
        assertEquals("dac.pem: not signed by pai.der", refused(files));
        Files.write(folder.resolve("pai.der"), maker.dac());
        assertTrue(refused(files).startsWith("pai.der: no certificate of an authority"));
        Files.write(folder.resolve("dac.pem"), maker.pai());
        assertTrue(refused(files).startsWith("dac.pem: a certificate of an authority"));
        maker.dacKey = MakerCertificates.key("secp384r1");
        maker.write(folder);
        assertTrue(refused(files).startsWith("dac-key.der: no private key of P-256"));
    }

    @Test
    void shouldRefuseFilesThatAreNone() throws Exception {
        String[] files = maker.write(folder);
        for (String name : new String[] {"dac.pem", "pai.der", "dac-key.der", "cd.der"}) {
            byte[] good = Files.readAllBytes(folder.resolve(name));
            Files.write(folder.resolve(name), new byte[] {0x30, 3, 2, 1, 1});
            assertTrue(refused(files).startsWith(name + ": no "), complaint());
            Files.write(folder.resolve(name), Arrays.copyOf(good, good.length / 2));
            assertTrue(refused(files).startsWith(name + ": "), complaint());
            Files.delete(folder.resolve(name));
            assertTrue(refused(files).startsWith(name + ": cannot be read"), complaint());
            Files.write(folder.resolve(name), good);
        }
        assertTrue(refused(new String[] {"--dac", files[1]}).contains("go together"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "00000000", "11111111", "22222222", "33333333", "44444444", "55555555",
                "66666666", "77777777", "88888888", "99999999", "12345678", "87654321", "100000000"
            })
    void shouldRefuseForbiddenPasscodes(String passcode) {
        assertTrue(
                refused(new String[0], "--passcode", passcode)
                        .startsWith("--passcode " + passcode + " is forbidden"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--discriminator=4096 | --discriminator 4096 is out of range, must be 0 to 4095",
                "--iterations=999 | --iterations 999 is out of range, must be 1000 to 100000",
                "--iterations=100001 | --iterations 100001 is out of range",
                "--salt=00 | --salt must be 32 to 64 hexadecimal digits",
                "--salt=xyz | --salt must be 32 to 64 hexadecimal digits",
                "--enable-key=00 | --enable-key must be 32 hexadecimal digits",
                "--enable-key=00000000000000000000000000000000 | --enable-key is all zero",
                "--vendor-name= | --vendor-name has 0 bytes, must have 1 to 32 of UTF-8",
                "--product-name=123456789012345678901234567890123 | --product-name has 33 bytes",
                "--serial-number=äääääääääääääääää | --serial-number has 34 bytes",
                "--hardware-version=65536 | --hardware-version 65536 is out of range",
                "--manufacturing-date=20260229 | --manufacturing-date 20260229 is no date",
                "--manufacturing-date=2026 | --manufacturing-date 2026 is no date",
                "--manufacturing-date=20260228123456789 | --manufacturing-date has 17 bytes",
                "--product-url=ftp://example.org | --product-url ftp://example.org is no address",
                "--fixed-label=room=1 | --fixed-label room=1 is none",
                "--fixed-label=1:12345678901234567=x | --fixed-label 1:12345678901234567=x is too",
                "--fixed-label=65535:a=b | --fixed-label 65535 is out of range",
                "--colour=red | --colour=red is unknown",
            })
    void shouldRefuseValuesThatCannotBe(String option, String complaint) {
        String said = refused(new String[0], option);
        assertTrue(said.startsWith(complaint), said);
    }

    @Test
    void shouldNotOverwriteWhatIsThere() throws Exception {
        assertEquals(Main.REFUSED, mote("factory-data"));
        assertEquals("mote: --out is missing, must be the file to make\n", complaint());
        assertEquals(Main.OK, factoryData(new String[0]));
        byte[] before = Files.readAllBytes(file());
        assertEquals(Main.REFUSED, factoryData(new String[0]));
        assertTrue(complaint().contains("is there already"));
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void shouldRunWithThePartitionAndTheLabelBesideIt() throws Exception {
        assertEquals(
                Main.OK,
                factoryData(maker.write(folder), "--passcode=34567890", "--discriminator=77"));
        RunCommand given = new RunCommand();
        given.factoryData = file().toString();
        RunOptions options = RunOptions.of(given);
        assertEquals(34567890, options.passcode());
        assertEquals(77, options.discriminator());
        assertEquals(0x1234, options.vendorId());
        Files.delete(FactoryLabel.beside(file()));
        options = RunOptions.of(given);
        String line = Label.of(options, false).readyLine(options, 5540, 0);
        assertEquals(
                "mote: ready port=5540 discriminator=77 passcode=unknown manual=unknown"
                        + " qr=unknown fabrics=0",
                line);
        given.passcode = "34567890";
        assertEquals(34567890, RunOptions.of(given).passcode());
        String path = file().toString();
        assertEquals(Main.REFUSED, mote("--factory-data", path, "--passcode", "20202021"));
        assertEquals("mote: --passcode: another passcode than that of " + path + "\n", complaint());
        assertEquals(Main.REFUSED, mote("--factory-data", path, "--vendor-id", "0x1234"));
        assertEquals("mote: --vendor-id is in the factory data, leave it out\n", complaint());
        byte[] bytes = Files.readAllBytes(file());
        bytes[200] ^= 1;
        Files.write(file(), bytes);
        assertEquals(Main.REFUSED, mote("--factory-data", path));
        assertEquals(
                "mote: "
                        + path
                        + ": wrong checksum of the factory data; make one with `mote"
                        + " factory-data`\n",
                complaint());
        assertEquals(Main.REFUSED, mote("--factory-data", path + "x"));
        assertTrue(complaint().contains("cannot be read"));
    }
}
