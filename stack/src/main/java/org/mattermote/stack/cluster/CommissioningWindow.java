package org.mattermote.stack.cluster;

/**
 * The commissioning windows as Administrator Commissioning sees them (Matter core 11.19). Whoever
 * implements it calls {@link AdministratorCommissioningCluster#windowChanged()} on every change.
 */
public interface CommissioningWindow {
    /** No window an administrator opened. The window after boot of a new device counts as none. */
    int CLOSED = 0;

    int ENHANCED = 1;
    int BASIC = 2;

    /**
     * Opens a window with a passcode of the administrator's. All values are in range.
     *
     * @param verifier w0 ‖ L, 97 bytes
     * @param salt 16..32 bytes
     * @return 0, or a negative number when the verifier cannot be used
     */
    int openEnhanced(
            int timeoutSeconds,
            byte[] verifier,
            int verifierOffset,
            int discriminator,
            int iterations,
            byte[] salt,
            int saltOffset,
            int saltLength,
            int fabricIndex,
            int vendorId,
            long nowMillis);

    /** Opens a window with the passcode of the device's label; 0, or a negative number. */
    int openBasic(int timeoutSeconds, int fabricIndex, int vendorId, long nowMillis);

    /** Closes the window, if any. */
    void revoke(long nowMillis);

    /** CLOSED, ENHANCED or BASIC. */
    int status();

    /** Whether commissioners are let in: any window, the one after boot included. */
    boolean isOpen();

    /** Fabric of the administrator who opened it; 0 when closed, or when that fabric is gone. */
    int adminFabricIndex();

    /** Vendor of the administrator who opened it; 0 when closed. */
    int adminVendorId();
}
