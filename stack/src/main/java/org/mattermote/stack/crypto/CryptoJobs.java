package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/**
 * The one crypto port among those who compute with it: whose job is under way, a step of it in a
 * poll, its end. Whoever computes calls {@link #step} in each poll until it answers something else
 * than MORE.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th><th>answer</th></tr>
 * <tr><td>FREE</td><td>step with a job just started</td><td>HELD</td><td>as that step</td></tr>
 * <tr><td>FREE</td><td>step with BUSY: the port does something else</td><td>FREE</td>
 *     <td>MORE</td></tr>
 * <tr><td>FREE</td><td>step with DONE or an error from the start</td><td>FREE</td>
 *     <td>that</td></tr>
 * <tr><td>HELD</td><td>step by the holder, not through</td><td>HELD</td><td>MORE</td></tr>
 * <tr><td>HELD</td><td>step by the holder, through or failed</td><td>FREE</td>
 *     <td>DONE or the error</td></tr>
 * <tr><td>HELD</td><td>step by another, who waits</td><td>HELD</td><td>MORE</td></tr>
 * <tr><td>HELD</td><td>cancel by the holder</td><td>FREE</td><td></td></tr>
 * <tr><td>any</td><td>cancel by another</td><td>same</td><td></td></tr>
 * </table>
 */
public final class CryptoJobs {
    /** What jobs are started with, while {@link #isFree}. */
    public final CryptoPort port;

    /** Whose job is under way; null for FREE. */
    private Object holder;

    private int job;

    public CryptoJobs(CryptoPort port) {
        this.port = port;
    }

    /** Whether there is no job, so that one may be started. */
    public boolean isFree() {
        return holder == null;
    }

    /**
     * Takes a job and does its first step, or the next step of the job there is.
     *
     * @param by who computes
     * @param started what a start answered, if {@link #isFree}; else BUSY
     * @return MORE; DONE; or an error of {@link PortStatus}
     */
    public int step(Object by, int started) {
        if (holder != by) {
            if (started <= CryptoPort.DONE) {
                return started == PortStatus.BUSY ? CryptoPort.MORE : started;
            }
            holder = by;
            job = started;
        }
        int status = port.step(job, CryptoPort.STEP_BUDGET);
        if (status != CryptoPort.MORE) {
            holder = null;
        }
        return status;
    }

    /** Ends the job, if it is this one's. */
    public void cancel(Object by) {
        if (holder == by) {
            port.cancel(job);
            holder = null;
        }
    }

    /** The job under way; who computes is among the other objects. */
    public void state(SlotState slots) {
        holder = slots.other(holder);
        job = slots.integer(job);
    }
}
