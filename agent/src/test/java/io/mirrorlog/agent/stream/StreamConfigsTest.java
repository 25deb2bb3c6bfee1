package io.mirrorlog.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConfigsTest {

    private static final String STREAMS = """
            {
            	"eventlogging_HomepageVisit": {
            		"schema_title": "analytics\\/legacy\\/homepagevisit",
            		"sample": {"unit": "pageview", "rate": 0.5},
            		"producers": {"metrics_platform_client": {"events": ["a"]}},
            		"canary_events_enabled": false
            	},
            	"\\/^mediawiki\\\\.page-.+\\/": {"destination_event_service": "eventgate-main"},
            	"by-device": {"sample": {"unit": "device", "rate": 0.1}},
            	"empty": []
            }
            """;

    private static Map<String, StreamOptions> read(String json) {
        return StreamConfigs.read(json.getBytes(UTF_8));
    }

    private static void check(Map<String, StreamOptions> streams) {
        assertThat(streams)
                .containsOnlyKeys("eventlogging_HomepageVisit", "/^mediawiki\\.page-.+/", "by-device", "empty")
                .containsEntry(
                        "eventlogging_HomepageVisit",
                        StreamOptions.of(
                                "analytics/legacy/homepagevisit",
                                new SampleOptions(SampleOptions.Unit.PAGEVIEW, new SampleRate(0.5), null)))
                .containsEntry("by-device", StreamOptions.NONE)
                .containsEntry("empty", StreamOptions.NONE);
    }

    @Test
    void readsWhatPhpWritesOfTheSetting() {
        check(read(STREAMS));
    }

    @Test
    void readsWhatTheApiAnswers() {
        check(read("{\"batchcomplete\":true,\"streams\":" + STREAMS + "}"));
    }

    @Test
    void isToldWhereTheApiAnswersWithAnError() {
        assertThatThrownBy(() -> read("{\"error\":{\"code\":\"readapidenied\",\"info\":\"You need read permission\"}}"))
                .hasMessage(
                        "is no configuration of streams, but the wiki's answer that it gives none: \"readapidenied\"");
        assertThat(read("{\"error\":{\"schema_title\":\"error\"}}")).containsOnlyKeys("error");
    }

    @Test
    void readsTheOlderList() {
        assertThat(
                        read(
                                "[{\"stream\":\"a\",\"schema_title\":\"t\"},{\"stream\":\"/b/\",\"sample\":{\"unit\":\"session\",\"rate\":\"1\"}}]"))
                .containsEntry("a", StreamOptions.of("t", null))
                .containsEntry(
                        "/b/",
                        StreamOptions.of(null, new SampleOptions(SampleOptions.Unit.SESSION, new SampleRate(1), null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | a: is no object of settings",
                "{'/(/':{}} | /(/: is no regular expression",
                "{'a':{'sample':{'unit':'session','rate':2}}} | a: sample.rate: is no share",
                "[{'schema_title':'t'}] | an item of the list has no stream",
                "[7] | an item of the list has no stream",
                "7 | neither an object nor a list",
                "{'a':{}} x | something follows the JSON value at byte 9",
                "{'a' | broken JSON at byte 4",
            })
    void saysWhatIsWrong(String json, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(json.replace('\'', '"')))
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<?php $wgEventStreams = [];"})
    void refusesWhatIsNoJson(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessageContaining("broken JSON");
    }
}
