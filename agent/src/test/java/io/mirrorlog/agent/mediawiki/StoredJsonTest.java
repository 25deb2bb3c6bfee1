package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredJsonTest {

    private static final ApiForm OLDER = ApiForm.USUAL;
    private static final ApiForm NEWER = new ApiForm(true, "bc", false);

    /** What the two forms of one entry have as parameters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sitewide\":\"\",\"flags\":[\"nocreate\"]} | {\"sitewide\":true,\"flags\":[\"nocreate\"]}",
                "{\"target_ns\":0,\"suppressredirect\":\"\"} | {\"target_ns\":0,\"suppressredirect\":true}",
                "{\"details\":[{\"type\":\"edit\",\"cascade\":\"\"}]} | {\"details\":[{\"type\":\"edit\",\"cascade\":true}]}",
            })
    void turnsEachFormIntoTheOther(String older, String newer) {
        assertThat(StoredJson.in(OLDER, newer)).isEqualTo(older);
        assertThat(StoredJson.in(NEWER, older)).isEqualTo(newer);
        assertThat(StoredJson.in(OLDER, older)).isEqualTo(older);
        assertThat(StoredJson.in(NEWER, newer)).isEqualTo(newer);
    }

    @Test
    void knowsTheBitsOfAMask() {
        String newer = "{\"bitmask\":2,\"comment\":true,\"content\":false,\"user\":false,\"restricted\":false}";
        assertThat(StoredJson.in(OLDER, newer)).isEqualTo("{\"bitmask\":2,\"comment\":\"\"}");
        assertThat(StoredJson.in(NEWER, "{\"bitmask\":2,\"comment\":\"\"}")).isEqualTo(newer);
        assertThat(StoredJson.in(NEWER, newer)).isEqualTo(newer);
    }

    @Test
    void keepsWhatIsNoTruth() {
        String other = "{\"comment\":\"\",\"user\":\"\",\"a\":null,\"b\":[true,false],\"c\":{\"d\":1.0}}";
        assertThat(StoredJson.in(NEWER, other)).isEqualTo(other);
        assertThat(StoredJson.in(OLDER, other)).isEqualTo(other);
    }
}
