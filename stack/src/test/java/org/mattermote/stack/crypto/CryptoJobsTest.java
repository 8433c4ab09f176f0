package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/** Each row of the table of {@link CryptoJobs}. */
class CryptoJobsTest {
    private static final String HOLDER = "holder";
    private static final String OTHER = "other";

    private final P256 curve = new P256();
    private final SoftwareCrypto port =
            new SoftwareCrypto(curve, new Ecdsa(curve), new Spake2pVerifier(curve));
    private final CryptoJobs jobs = new CryptoJobs(port);
    private final byte[] scalar = new byte[P256.SCALAR];
    private final byte[] point = new byte[P256.POINT];

    CryptoJobsTest() {
        scalar[P256.SCALAR - 1] = 7;
    }

    private int start() {
        return port.startPublicKey(scalar, 0, point, 0);
    }

    @Test
    void shouldHoldAJobUntilItIsThrough() {
        assertTrue(jobs.isFree());
        assertEquals(CryptoPort.MORE, jobs.step(HOLDER, start()));
        assertFalse(jobs.isFree());
        int status = CryptoPort.MORE;
        while (status == CryptoPort.MORE) {
            status = jobs.step(HOLDER, PortStatus.BUSY);
        }
        assertEquals(CryptoPort.DONE, status);
        assertTrue(jobs.isFree());
        assertFalse(port.isBusy());
        assertEquals(4, point[0]);
    }

    @Test
    void shouldLetAnotherWait() {
        assertEquals(CryptoPort.MORE, jobs.step(HOLDER, start()));
        int units = port.units();
        assertEquals(CryptoPort.MORE, jobs.step(OTHER, PortStatus.BUSY));
        jobs.cancel(OTHER);
        assertEquals(units, port.units());
        assertTrue(port.isBusy());
        assertFalse(jobs.isFree());
    }

    @Test
    void shouldStayFreeWithoutAJob() {
        assertEquals(CryptoPort.MORE, jobs.step(HOLDER, PortStatus.BUSY));
        assertTrue(jobs.isFree());
        assertEquals(CryptoPort.DONE, jobs.step(HOLDER, CryptoPort.DONE));
        assertTrue(jobs.isFree());
        assertEquals(PortStatus.INVALID, jobs.step(HOLDER, PortStatus.INVALID));
        assertTrue(jobs.isFree());
    }

    @Test
    void shouldBeFreeAfterAnError() {
        int job = start();
        port.cancel(job);
        assertEquals(PortStatus.FAILED, jobs.step(HOLDER, job));
        assertTrue(jobs.isFree());
    }

    @Test
    void shouldGiveThePortBackWhenTheHolderCancels() {
        assertEquals(CryptoPort.MORE, jobs.step(HOLDER, start()));
        jobs.cancel(HOLDER);
        assertTrue(jobs.isFree());
        assertFalse(port.isBusy());
        assertEquals(CryptoPort.MORE, jobs.step(OTHER, start()));
        jobs.cancel(HOLDER);
        assertTrue(port.isBusy());
    }
}
