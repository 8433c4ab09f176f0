package org.mattermote.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

class IceCredentialsTest {
    /** Enough random bits, each of them in the text: it is base 64. */
    @Tag("webrtc-provider R60")
    @Test
    void shouldHoldAllRandomBits() {
        byte[] random = new byte[1 + IceCredentials.RANDOM_LENGTH];
        for (int seed = 0; seed < 100; seed++) {
            new Random(seed).nextBytes(random);
            IceCredentials made = new IceCredentials();
            assertFalse(made.isMade());
            made.make(random, 1);
            assertTrue(made.isMade());
            String text =
                    new String(
                            made.letters,
                            made.ufragAt,
                            IceCredentials.LENGTH,
                            StandardCharsets.US_ASCII);
            String expected =
                    Base64.getEncoder()
                            .encodeToString(Arrays.copyOfRange(random, 1, random.length));
            assertEquals(expected, text);
            assertEquals(IceCredentials.UFRAG_LENGTH, made.passwordAt());
        }
        assertTrue(IceCredentials.UFRAG_LENGTH * 6 >= 24);
        assertTrue(IceCredentials.PASSWORD_LENGTH * 6 >= 128);
        assertTrue(IceCredentials.PASSWORD_LENGTH >= 22);
    }
}
