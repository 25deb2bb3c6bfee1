package io.mirrorlog.agent.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                // A letter or a digit beside it makes it a part of another word.
                "ann   | Ann's, (ann)-ann_ann/ANN.    | _'s, (_)-___/_.",
                "ann   | anna hann ann1 1ann éann annß | anna hann ann1 1ann éann annß",
                "zoë   | ZOË Zoëy                     | _ Zoëy",
                "иван  | Иван вошёл, Иванов вышел     | _ вошёл, Иванов вышел",
                // An accent that is a character of its own belongs to the letter before it.
                "ann   | ann\u0301 x\u0301ann ann     | ann\u0301 x\u0301ann _",
                // Scripts without blanks between words, and those with endings at names.
                "田中太郎 | 田中太郎がログイン         | _がログイン",
                "田中太郎 | user田中太郎が             | user_が",
                "admin | adminがログイン、adminsが    | _がログイン、adminsが",
                "김철수  | 김철수가 들어왔다            | _가 들어왔다",
                "สมชาย | สมชายเข้าสู่ระบบ              | _เข้าสู่ระบบ",
                // What begins or ends with another character than a letter or digit has its borders there.
                "-12.5 | x-12.5y x-12.5 7-12.50       | x-12.5y x_ 7-12.50",
                "a b-  | a b-c a  b-                  | _c a  b-",
                "<b>   | x<b>y                        | x_y",
                // A pair of surrogates is one character.
                "😀😀😀  | a😀😀😀b 😀😀               | a_b 😀😀",
            })
    void aWordOfItsOwnIsReplaced(String word, String text, String replaced) {
        assertThat(new WholeWords(Map.of(word, "_")).replacedIn(text)).isEqualTo(replaced);
    }

    @Test
    void aPairOfSurrogatesIsNotTornApart() {
        assertThat(new WholeWords(Map.of("\ude00ab", "_")).replacedIn("\ud83d\ude00ab \ude00ab"))
                .isEqualTo("\ud83d\ude00ab _");
        assertThat(new WholeWords(Map.of("ab\ud83d", "_")).replacedIn("ab\ud83d\ude00 ab\ud83d"))
                .isEqualTo("ab\ud83d\ude00 _");
    }

    @Test
    void theSpellingInTheTextDecidesBetweenTwoThatDifferInCase() {
        assertThat(new WholeWords(Map.of("Ann", "1", "ann", "2")).replacedIn("Ann ann"))
                .isEqualTo("1 2");
    }

    @Test
    void whatIsPutInIsNotSearchedAgain() {
        assertThat(new WholeWords(Map.of("ann", "bob", "bob", "ann")).replacedIn("ann bob ann"))
                .isEqualTo("bob ann bob");
    }
}
