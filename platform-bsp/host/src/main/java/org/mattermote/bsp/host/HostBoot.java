package org.mattermote.bsp.host;

import org.mattermote.stack.port.BootPort;

/** Remembers what the device asks for until the main loop looks. */
public final class HostBoot implements BootPort {
    /**
     * BootReasonEnum: PowerOnReboot and SoftwareReset (General Diagnostics, Matter core 11.12.4).
     */
    public static final int POWER_ON = 1;

    public static final int SOFTWARE_RESET = 6;

    private final int reason;
    private boolean restart;
    private boolean factoryReset;

    public HostBoot(int reason) {
        this.reason = reason;
    }

    @Override
    public int reason() {
        return reason;
    }

    @Override
    public void restart() {
        restart = true;
    }

    @Override
    public void factoryReset() {
        factoryReset = true;
    }

    /** Whether the device asked for it. */
    public boolean restartAsked() {
        return restart;
    }

    /** Whether the device asked for it. */
    public boolean factoryResetAsked() {
        return factoryReset;
    }
}
