package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.explorer.Explorer;
import org.mattermote.stack.explorer.PlantingLoader;
import org.objectweb.asm.Opcodes;

/** The exploration finds what is wrong when something is, and says how it comes to it. */
class ProviderPlantedBugsTest {
    private static final int DEEPEST = 7;

    /** Run on classes that are loaded anew. */
    public static String explore(boolean later) {
        return new Explorer(new ProviderModel(later, 1))
                .explore(DEEPEST, Integer.MAX_VALUE)
                .blame();
    }

    private static String find(
            boolean later, String type, String method, String place, int... instructions)
            throws ReflectiveOperationException {
        PlantingLoader loader =
                new PlantingLoader(
                        new PlantingLoader.Plain(
                                "org/mattermote/webrtc/provider/" + type,
                                method,
                                place,
                                instructions));
        Class<?> planted = loader.loadClass(ProviderPlantedBugsTest.class.getName());
        Method explore = planted.getMethod("explore", boolean.class);
        explore.setAccessible(true);
        String found = (String) explore.invoke(null, later);
        System.out.println("mote: explorer: with " + method + " without " + place + ": " + found);
        return found;
    }

    @Test
    void shouldFindThatItemsOutliveTheirSession() throws ReflectiveOperationException {
        String found =
                find(
                        false,
                        "WebRtcTransportProviderCluster",
                        "sessionOver",
                        "forget",
                        Opcodes.POP2);
        assertTrue(found.contains("NullPointerException"), found);
    }

    @Test
    void shouldFindThatAPushGoesBeforeItsSessionIsThere() throws ReflectiveOperationException {
        String found =
                find(true, "PushWorker", "isReady", "pending", Opcodes.POP, Opcodes.ICONST_0);
        assertTrue(found.startsWith("references"), found);
    }

    @Test
    void shouldFindThatASessionStaysPending() throws ReflectiveOperationException {
        String found = find(true, "PendingProviderCluster", "proceed", "=pending", Opcodes.POP2);
        assertTrue(found.startsWith("a session stays pending"), found);
    }
}
