package org.mattermote.stack.explorer;

/** What is run among the classes with a bug. */
public final class Planted {
    /** Name of {@link #explore}. */
    static final String EXPLORE = "explore";

    private Planted() {}

    /**
     * Explores; the violation and the way to it, or the empty text.
     *
     * @param parties a letter each: C controller for CASE, c one that has a session, those first, P
     *     commissioner
     */
    public static String explore(String parties, int secureSessions, int faults, int depth) {
        HandshakeModel.Setup setup = new HandshakeModel.Setup();
        int established = 0;
        for (char party : parties.toCharArray()) {
            if (party == 'P') {
                setup.pase();
            } else {
                setup.cases(1);
                established += party == 'c' ? 1 : 0;
            }
        }
        setup.established(established).secureSessions(secureSessions).requests().faults(faults);
        return new Explorer(new HandshakeModel(setup)).explore(depth, Integer.MAX_VALUE).blame();
    }

    /** Name of {@link #exploreBtp}. */
    static final String EXPLORE_BTP = "exploreBtp";

    /** Explores BTP; the violation and the way to it, or the empty text. */
    public static String exploreBtp(int window, int faults, int depth) {
        BtpModel.Setup setup = new BtpModel.Setup().window(window).faults(faults);
        return new Explorer(new BtpModel(setup)).explore(depth, Integer.MAX_VALUE).blame();
    }
}
