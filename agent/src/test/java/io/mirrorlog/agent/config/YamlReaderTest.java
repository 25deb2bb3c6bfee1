package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private static final String BIT = "{}[]:,-&*!|>'\"%@`#?<~ \n\t\\abc0\u00e9\u0000\ud83d\ude00\ud800";

    @Test
    void everyValueHasItsPlace() throws Exception {
        var top = (Setting.Section) read("a: 1\n\u00e9\ud83d\ude00:\n  - x\n  - {b: 'y'}\n", List.of());

        assertThat(entry(top, "a").value().place()).isEqualTo(new Place(1, 4));
        Setting.Entry list = entry(top, "\u00e9\ud83d\ude00");
        assertThat(list.key()).isEqualTo(new Place(2, 1));
        var items = (Setting.Items) list.value();
        assertThat(items.items().get(0).place()).isEqualTo(new Place(3, 5));
        var inner = (Setting.Section) items.items().get(1);
        assertThat(entry(inner, "b").value()).isEqualTo(new Setting.Text(new Place(4, 9), "y", false));
    }

    @Test
    void ownKeysWinOverMergedOnesAndEarlierMergesOverLater() throws Exception {
        assertThat(plain(read("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0, '<<': 3}\n", List.of())))
                .isEqualTo(Map.of(
                        "x", Map.of("a", "1", "b", "1"),
                        "y", Map.of("b", "2", "c", "2"),
                        "z", Map.of("a", "0", "b", "1", "c", "2", "<<", "3")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'x: {a: 1, b: 2, a: 3}'           | 1:17: x.a: stands here twice; the first is at 1:5",
                "'{<<: text}'                      | 1:6: <<: merges sections only; write <<: *name",
                "'a: *secret'                      | 1:4: a: no anchor of this name stands before; quote a value that begins with *",
                "'a: &a [1, *a]'                   | 1:11: a: an alias stands inside of what it names; that has no end",
                "'a: !secret x'                    | 1:4: a: tags have no meaning here; quote a value that begins with !",
                "'x: {a: !!set {b}}'               | 1:8: x.a: tags have no meaning here; quote a value that begins with !",
                "'? [a, b]\n: c'                   | 1:3: a key is one word; this is none",
            })
    void whatHasNoMeaningIsTold(String yaml, String problem) throws Exception {
        read(yaml, List.of("f:" + problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: {b'        | 1:6: not YAML: while parsing a flow mapping, expected ',' or '}', but got <stream end>",
                "'a: !se!cret'  | 1:4: not YAML: tags have no meaning here; quote a value that begins with !",
                "'a: b: c'      | 1:5: not YAML: mapping values are not allowed here",
                "'a: 1\n---\nb: 2' | 3:1: a second document begins here; a configuration is one",
            })
    void whatIsNoYamlIsToldWithItsPlace(String yaml, String problem) {
        assertThat(refusal(yaml)).hasMessage("f:" + problem);
    }

    @Test
    void neitherDepthNorAliasesGrowWithoutEnd() {
        assertThat(refusal("[".repeat(100_000))).hasMessage("f:1:33: nested too deeply; at most 32 levels");
        var laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            laughs.append(("a%d: &a%d [*a%d" + ",*a%3$d".repeat(9) + "]%n").formatted(i, i, i - 1));
        }
        assertThat(refusal(laughs.toString()))
                .hasMessage("f:5:46: more than 100000 values, aliases counted as a whole");
    }

    @Test
    void charactersThatYamlForbidsAreTold() {
        assertThat(refusal("a: b\nc: \u0007")).hasMessage("f:2:4: not YAML: a character that YAML does not allow");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noTextMakesItFailInAnotherWay(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String yaml = random.ints(random.nextInt(40), 0, BIT.length())
                    .mapToObj(i -> String.valueOf(BIT.charAt(i)))
                    .collect(Collectors.joining());
            var problems = new Problems("f");
            try {
                YamlReader.read(yaml, problems);
            } catch (ConfigurationException e) {
                assertThat(e.problems())
                        .allSatisfy(problem -> assertThat(problem.line()).isPositive());
            }
        }
    }

    private static Setting read(String yaml, List<String> told) throws ConfigurationException {
        var problems = new Problems("f");
        Setting top = YamlReader.read(yaml, problems);
        assertThat(problems.asException().problems())
                .extracting(Problem::toString)
                .isEqualTo(told);
        return top;
    }

    private static ConfigurationException refusal(String yaml) {
        return catchThrowableOfType(ConfigurationException.class, () -> YamlReader.read(yaml, new Problems("f")));
    }

    private static Setting.Entry entry(Setting.Section section, String key) {
        return Objects.requireNonNull(section.entries().get(key), key);
    }

    private static Object plain(Setting setting) {
        if (setting instanceof Setting.Section section) {
            return section.entries().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> plain(entry.getValue().value())));
        }
        return ((Setting.Text) setting).text();
    }
}
