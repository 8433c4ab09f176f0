package org.mattermote.stack.transport.dnssd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceNamesTest {
    private final CommissionableService values = new CommissionableService();
    private final Service commissionable = new Service(Service.COMMISSIONABLE, 0, 371);
    private final Service operational =
            new Service(Service.OPERATIONAL, 1, Service.OPERATIONAL_TXT_BYTES);

    private static List<String> strings(byte[] packed, int from, int length) {
        List<String> strings = new ArrayList<>();
        for (int at = from; at < from + length; at += 1 + (packed[at] & 0xFF)) {
            strings.add(new String(packed, at + 1, packed[at] & 0xFF, StandardCharsets.UTF_8));
        }
        return strings;
    }

    private static List<String> txt(Service service) {
        return strings(service.bytes, service.txtAt(), service.txtLength);
    }

    private static List<String> subtypes(Service service) {
        return strings(service.bytes, Service.SUBTYPES, service.subtypeBytes);
    }

    private static String instance(Service service) {
        return new String(service.bytes, 0, service.instanceLength, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldLeaveOutWhatIsAbsent() {
        values.discriminator = 0;
        values.commissioningMode = CommissionableService.MODE_NONE;
        assertEquals(DnssdStatus.OK, values.fill(commissionable, 0x0A, 5540));
        assertEquals("000000000000000A", instance(commissionable));
        assertEquals(List.of("_L0", "_S0"), subtypes(commissionable));
        assertEquals(List.of("D=0", "CM=0"), txt(commissionable));
    }

    @Test
    void shouldWriteEveryKey() {
        byte[] text = "Lämp#0123".getBytes(StandardCharsets.UTF_8);
        values.discriminator = 4095;
        values.commissioningMode = CommissionableService.MODE_ENHANCED;
        values.vendorId = 65521;
        values.productId = 32769;
        values.deviceType = 4294967295L;
        values.deviceName.set(text, 0, 5);
        values.rotatingId.set(new byte[] {0, (byte) 0xAB, 0x1F}, 1, 2);
        values.pairingHint = 1 << 8;
        values.pairingInstruction.set(text, 6, 4);
        values.common.sessionIdleInterval = 3_600_000;
        values.common.sessionActiveInterval = 300;
        values.common.sessionActiveThreshold = 65535;
        values.common.tcp = 6;
        values.common.icd = 0;
        assertEquals(DnssdStatus.OK, values.fill(commissionable, -1, 5540));
        assertEquals("FFFFFFFFFFFFFFFF", instance(commissionable));
        assertEquals(
                List.of("_L4095", "_S15", "_V65521", "_T4294967295", "_CM"),
                subtypes(commissionable));
        assertEquals(
                List.of(
                        "D=4095",
                        "CM=2",
                        "VP=65521+32769",
                        "DT=4294967295",
                        "DN=Lämp",
                        "RI=AB1F",
                        "PH=256",
                        "PI=0123",
                        "SII=3600000",
                        "SAI=300",
                        "SAT=65535",
                        "T=6",
                        "ICD=0"),
                txt(commissionable));
        // filling again replaces
        values.productId = CommonText.ABSENT;
        assertEquals(DnssdStatus.OK, values.fill(commissionable, 1, 5540));
        assertEquals(5, commissionable.subtypeCount);
        assertEquals("VP=65521", txt(commissionable).get(2));
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        values.discriminator = 4096;
        assertEquals(DnssdStatus.INCOMPLETE, values.fill(commissionable, 1, 5540));
        values.discriminator = 1;
        values.deviceName.set(new byte[33], 0, 33);
        assertEquals(DnssdStatus.INCOMPLETE, values.fill(commissionable, 1, 5540));
        values.deviceName.clear();
        values.pairingInstruction.set(new byte[129], 0, 129);
        assertEquals(DnssdStatus.INCOMPLETE, values.fill(commissionable, 1, 5540));
        values.pairingInstruction.clear();
        assertEquals(DnssdStatus.INCOMPLETE, values.fill(commissionable, 1, 0));
        assertEquals(DnssdStatus.OK, values.fill(commissionable, 1, 1));
    }

    @Test
    void shouldNameTheNodeOfAFabric() {
        CommonText common = new CommonText();
        common.sessionIdleInterval = 3_600_000;
        common.sessionActiveInterval = 3_600_000;
        common.sessionActiveThreshold = 65535;
        common.tcp = 6;
        common.icd = 1;
        assertEquals(
                DnssdStatus.OK,
                OperationalService.fill(
                        operational, 0x87E1B004E235A130L, 0x8FC7772401CD0696L, 5540, common));
        assertEquals("87E1B004E235A130-8FC7772401CD0696", instance(operational));
        assertEquals(List.of("_I87E1B004E235A130"), subtypes(operational));
        assertEquals(
                List.of("SII=3600000", "SAI=3600000", "SAT=65535", "T=6", "ICD=1"),
                txt(operational));
    }

    @Test
    void shouldWriteNumbers() {
        byte[] out = new byte[20];
        assertEquals(1, Digits.decimal(0, out, 0));
        assertEquals('0', out[0]);
        assertEquals(10, Digits.decimal(4294967295L, out, 0));
        assertEquals("4294967295", new String(out, 0, 10, StandardCharsets.US_ASCII));
        assertEquals(2, Digits.decimalLength(10));
        assertEquals(1, Digits.decimalLength(9));
    }
}
