package org.mattermote.firmware.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.mattermote.bsp.common.Flash;
import org.mattermote.stack.port.PortStatus;

/**
 * Flash in memory that keeps a record of every word programmed and page erased, so that what a
 * power cut at any of them leaves can be made afterwards.
 */
final class RecordedFlash implements Flash {
    static final int PAGE = 1024;
    static final int PAGES = 40;

    /**
     * One word programmed, or a page erased.
     *
     * @param word null for an erase
     */
    record Step(int address, byte[] word) {}

    final List<Step> steps = new ArrayList<>();
    private final byte[] content;

    RecordedFlash() {
        content = new byte[PAGES * PAGE];
        Arrays.fill(content, (byte) -1);
    }

    RecordedFlash(byte[] image) {
        content = image.clone();
    }

    byte[] image() {
        return content.clone();
    }

    /** The step, done. */
    static void apply(byte[] image, Step step) {
        if (step.word == null) {
            Arrays.fill(image, step.address, step.address + PAGE, (byte) -1);
        } else {
            System.arraycopy(step.word, 0, image, step.address, WORD);
        }
    }

    /** The step, cut: some of its bits. */
    static byte[] torn(byte[] image, Step step, Random random) {
        byte[] torn = image.clone();
        for (int i = 0; i < (step.word == null ? PAGE : WORD); i++) {
            int noise = random.nextInt();
            torn[step.address + i] =
                    (byte)
                            (step.word == null
                                    ? torn[step.address + i] | noise
                                    : torn[step.address + i] & (step.word[i] | noise));
        }
        return torn;
    }

    @Override
    public int pageCount() {
        return PAGES;
    }

    @Override
    public int pageSize() {
        return PAGE;
    }

    @Override
    public int read(int page, int offset, byte[] out, int outOffset, int length) {
        System.arraycopy(content, page * PAGE + offset, out, outOffset, length);
        return PortStatus.OK;
    }

    @Override
    public int program(int page, int offset, byte[] bytes, int from, int length) {
        for (int i = 0; i < length; i += WORD) {
            byte[] word = Arrays.copyOfRange(bytes, from + i, from + i + WORD);
            int at = page * PAGE + offset + i;
            for (int j = 0; j < WORD; j++) {
                if (content[at + j] != -1) {
                    throw new IllegalStateException("programmed twice: " + at);
                }
            }
            take(new Step(at, word));
        }
        return PortStatus.OK;
    }

    @Override
    public int erase(int page) {
        take(new Step(page * PAGE, null));
        return PortStatus.OK;
    }

    private void take(Step step) {
        apply(content, step);
        steps.add(step);
    }

    @Override
    public int sync() {
        return PortStatus.OK;
    }
}
