package org.mattermote.firmware.boot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.firmware.boot.model.Conformance.Choice;
import org.mattermote.firmware.boot.model.Conformance.Verdict;

class ConformanceTest {
    /** Yes and Also hold, No does not, of all others it cannot be said. */
    private static final Function<String, Boolean> NAMES =
            name ->
                    switch (name) {
                        case "Yes", "Also" -> Boolean.TRUE;
                        case "No" -> Boolean.FALSE;
                        default -> null;
                    };

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "M; MANDATORY",
                "O; OPTIONAL",
                "P; PROVISIONAL",
                "D; DISALLOWED",
                "X; DISALLOWED",
                "desc; UNKNOWN",
                "empty; UNKNOWN",
                "Yes; MANDATORY",
                "No; DISALLOWED",
                "Other; UNKNOWN",
                "([] Yes); OPTIONAL",
                "([] No); DISALLOWED",
                "([] Other); UNKNOWN",
                "(! No); MANDATORY",
                "(! Other); UNKNOWN",
                "(& Yes Also); MANDATORY",
                "(& Other No); DISALLOWED",
                "(& Other Yes); UNKNOWN",
                "(| No Yes); MANDATORY",
                "(| Yes Other); MANDATORY",
                "(| Other No); UNKNOWN",
                "(| No No); DISALLOWED",
                "(^ Yes Also); DISALLOWED",
                "(^ Yes No); MANDATORY",
                "(^ Yes Other); UNKNOWN",
                "(> Other 0); UNKNOWN",
                "(, M D); MANDATORY",
                "(, P M); PROVISIONAL",
                "(, No O); OPTIONAL",
                "(, ([] No) D); DISALLOWED",
                "(, Yes ([] No)); MANDATORY",
                "(, Other O); UNKNOWN",
                "(, ([] (& Yes (| No (& (! No) (! No))))) D); OPTIONAL",
                "(choice a 1 + O); OPTIONAL",
                "(choice a 1 = Yes); OPTIONAL",
                "(choice a 1 = ([] No)); DISALLOWED",
            })
    void shouldComeToItsVerdict(String text, Verdict verdict) {
        assertEquals(verdict, new Conformance(text).verdict(NAMES));
    }

    @Test
    void shouldSayOfWhichChoiceItIsPart() {
        assertEquals(new Choice("a", 1, "+"), new Conformance("(choice a 1 + O)").choice(NAMES));
        assertEquals(
                new Choice("b", 2, "="),
                new Conformance("(, ([] No) (choice b 2 = Yes))").choice(NAMES));
        assertNull(new Conformance("(choice a 1 + No)").choice(NAMES));
        assertNull(new Conformance("(, Yes (choice a 1 + O))").choice(NAMES));
        assertNull(new Conformance("O").choice(NAMES));
    }

    @ParameterizedTest
    @CsvSource({"M O", "(M))", "(& Yes"})
    void shouldNotTakeWhatIsNoTerm(String text) {
        assertThrows(RuntimeException.class, () -> new Conformance(text).verdict(NAMES));
    }
}
