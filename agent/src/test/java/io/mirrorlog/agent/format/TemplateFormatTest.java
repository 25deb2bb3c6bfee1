package io.mirrorlog.agent.format;

import static io.mirrorlog.agent.format.Samples.event;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mirrorlog.connector.Event;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateFormatTest {

    private static final String METADATA = "{\"n\":1.0,\"big\":1E400,\"s\":\"x\\ny\",\"yes\":true,\"no\":false,"
            + "\"nil\":null,\"o\":{\"p\":{\"q\":[{\"r\":1},{\"r\":\"two\"}]}},\"l\":[1,\"b\"],\"e\":[],\"a.b\":3}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{timestamp}} {{site}} {{identifier}} {{severity}} | 2021-11-08T14:41:11.123456000+00:00 example-site me LOW",
                "{{message}} {{id}} {{type}} {{action}} {{user}} {{sequence}}"
                        + "| User logged in. 01932f5e-7a10-7c3e-8f00-0123456789ab 1000 login admin 42",
                "{{metadata.ClientIP}} {{metadata.CurrentUserRoles}} | 203.0.113.9 [\"administrator\"]",
                "{{#user}}by {{user}}{{/user}}{{^user}}by nobody{{/user}} | by admin",
                "<{{metadata.nothing}}{{nothing}}{{metadata.Object.deeper}}> | <>",
                "{{message.class}}{{message.length}} | ''",
            })
    void showsTheFieldsOfAnEvent(String template, String text) {
        assertThat(Formats.template(template, UTC).render(Samples.LOGIN, "me", 42))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{metadata.n}} {{metadata.big}} {{metadata.s}} {{metadata.yes}} | 1.0 1E400 x\\ny true",
                "{{metadata.o.p.q}} {{metadata.a.b}} | [{\"r\":1},{\"r\":\"two\"}] ''",
                "{{#metadata.o.p.q}}{{r}},{{/metadata.o.p.q}} | 1,two,",
                "{{#metadata.l}}{{.}};{{/metadata.l}}{{^metadata.e}}none{{/metadata.e}} | 1;b;none",
                "{{#metadata.yes}}y{{/metadata.yes}}{{#metadata.no}}n{{/metadata.no}} | y",
                "{{#metadata.nil}}y{{/metadata.nil}}{{^metadata.nil}}n{{/metadata.nil}}[{{metadata.nil}}] | n[]",
                "{{#user}}x{{/user}}{{^user}}nobody{{/user}} | nobody",
            })
    void reachesIntoMetadata(String template, String text) {
        assertThat(Formats.template(template, UTC).render(event("m", METADATA, Event.NONE), "shop", 0))
                .isEqualTo(text.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{message}}", "{{{message}}}", "{{&message}}"})
    void escapesValuesForALineHoweverTheyAreAskedFor(String tag) {
        assertThat(rendered("> " + tag, "<b>&\"\n\u001b]{\\")).isEqualTo("> <b>&\"\\n\\u001b]\\{\\\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{message}}", "{{{message}}}", "{{&message}}"})
    void escapesValuesForAJsonStringHoweverTheyAreAskedFor(String tag) {
        assertThat(rendered(" {\"m\":\"" + tag + "\"}", "<b>&\"\n\u001b]{\\"))
                .isEqualTo(" {\"m\":\"<b>&\\\"\\n\\u001b]{\\\\\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":\"{{message}}\"}', '{\"a\":\"\\\"\"}'",
        "'[\"{{message}}\"]', '[\"\\\"\"]'",
        "'[ { \"a\":\"{{message}}\"}]', '[ { \"a\":\"\\\"\"}]'",
        "'[[\"{{message}}\"]]', '[[\"\\\"\"]]'",
        "'{{message}}', '\"'",
        "'[{{severity}}] {{message}}', '[HIGH] \"'",
        "'[mirror] {{message}}', '[mirror] \"'",
    })
    void tellsJsonFromALine(String template, String text) {
        assertThat(rendered(template, "\"")).isEqualTo(text);
    }

    @Test
    void showsTimesInTheZoneOfTheConnection() {
        assertThat(Formats.template("{{timestamp}}", ZoneOffset.ofHours(1)).render(Samples.LOGIN, "x", 0))
                .isEqualTo("2021-11-08T15:41:11.123456000+01:00");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb', a template is one line; it breaks at character 2",
        "'a\rb', a template is one line; it breaks at character 2",
        "'a\u001b', not allowed in a line at character 2",
        "'a\u202e', not allowed in a line at character 2",
        "'{{>other}}', a template cannot include another: {{>other}}",
        "'{{#user}}{{>other}}{{/user}}', a template cannot include another: {{>other}}",
    })
    void refusesATemplateThatIsNoLine(String template, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.template(template, UTC))
                .withMessage(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{#user}}", "{{/user}}", "{{#user}}{{/type}}", "{{message", "{{}}", "{{message}", "", " "})
    void refusesATemplateThatIsNoMustache(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.template(template, UTC))
                .withMessageStartingWith("not a Mustache template");
    }

    private static String rendered(String template, String message) {
        return Formats.template(template, UTC).render(event(message), "shop", 0);
    }
}
