package org.mattermote.stack.model;

/** AccessControlEntryPrivilegeEnum of Access Control (Matter core 9.10.5.2). */
public final class Privilege {
    public static final int VIEW = 1;
    public static final int PROXY_VIEW = 2;
    public static final int OPERATE = 3;
    public static final int MANAGE = 4;
    public static final int ADMINISTER = 5;

    private Privilege() {}

    /** Whether holding {@code granted} includes {@code needed} (Matter core 6.6.2.1). */
    public static boolean includes(int granted, int needed) {
        if (granted == PROXY_VIEW || needed == PROXY_VIEW) {
            return granted == needed
                    || granted == ADMINISTER
                    || granted == PROXY_VIEW && needed == VIEW;
        }
        return granted >= needed;
    }
}
