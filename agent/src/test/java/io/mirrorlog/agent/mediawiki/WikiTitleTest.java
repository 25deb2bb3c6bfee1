package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WikiTitleTest {

    @ParameterizedTest
    @CsvSource({
        "Main Page, Main Page, 0",
        "main__page_, Main page, 0",
        "user:bob, User:Bob, 2",
        "USER talk : bob, User talk:Bob, 3",
        "Image:x.png, File:X.png, 6",
        ":Talk:a, Talk:A, 1",
        "Unknown:a, Unknown:a, 0",
        "élan, Élan, 0",
        "ǆ, ǅ, 0",
        "a#b, A, 0",
        "\u200ea\u202c, A, 0",
        "User:2001:db8::1, User:2001:DB8:0:0:0:0:0:1, 2",
        "User talk:192.0.2.007, User talk:192.0.2.7, 3",
        "User:2001:db8::/32, User:2001:DB8:0:0:0:0:0:0/32, 2",
        "Talk:2001:db8::1, Talk:2001:db8::1, 1",
    })
    void isWrittenAsAWikiWritesIt(String given, String text, int namespace) {
        WikiTitle title = WikiTitle.read(given).orElseThrow().capitalized();
        assertThat(title.text()).isEqualTo(text);
        assertThat(title.namespace().id()).isEqualTo(namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "[bad]", "a|b", "#b", "<a>", "{{a}}", "User:", ":", "a\u0007b"})
    void isNotWhatNoPageCanBeCalled(String given) {
        assertThat(WikiTitle.read(given)).isEmpty();
    }

    @Test
    void hasAnEnd() {
        assertThat(WikiTitle.read("é".repeat(127))).isPresent();
        assertThat(WikiTitle.read("é".repeat(128))).isEmpty();
    }

    @Test
    void mayBeginWithNoMoreThanANamespace() {
        assertThat(WikiTitle.readPrefix("User:")).contains(new WikiTitle(WikiNamespace.USER, ""));
        assertThat(WikiTitle.readPrefix("User")).contains(new WikiTitle(WikiNamespace.MAIN, "User"));
    }
}
