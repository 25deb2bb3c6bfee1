package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventGateShapeTest {

    static final String HOMEPAGE_VISIT = """
            {"$schema":"/analytics/legacy/homepagevisit/1.6.0","client_dt":"2020-04-02T19:11:20.942Z",\
            "dt":"2020-04-02T19:11:21.942Z","event":{"homepage_pageview_token":"example token",\
            "impact_module_state":"activated","is_mobile":true,"start_email_state":"noemail","user_editcount":123,\
            "user_id":456},"meta":{"dt":"2020-04-02T19:11:22.942Z","id":"b0caf18d-6c7f-4403-947d-2712bbe28610",\
            "stream":"eventlogging_HomepageVisit"},"schema":"HomepageVisit","wiki":"enwiki"}""";

    @Test
    void takesTheStreamAsMessageAndTheWholeEventAsMetadata() throws Exception {
        Event event = Reads.event(HOMEPAGE_VISIT);
        assertThat(event.message()).isEqualTo("eventlogging_HomepageVisit");
        assertThat(event.site()).isEqualTo("enwiki");
        assertThat(event.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(event.timestamp().toString()).isEqualTo("2020-04-02T19:11:21.942Z");
        assertThat(event.id()).isEqualTo(Scalar.of("b0caf18d-6c7f-4403-947d-2712bbe28610"));
        assertThat(event.type()).isNull();
        assertThat(event.metadata()).isEqualTo(HOMEPAGE_VISIT);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"dt\":\"bad\",\"client_dt\":\"2020-01-01T00:00:00Z\"', 2020-01-01T00:00Z",
        "'\"client_dt\":\"2020-01-02T00:00:00.5Z\"', 2020-01-02T00:00:00.500Z",
        "'\"dt\":7', 2020-01-03T00:00Z",
    })
    void takesTheTimeClosestToTheEvent(String fields, String time) throws Exception {
        String json =
                "{\"$schema\":\"/a/1.0.0\"," + fields + ",\"meta\":{\"stream\":\"s\",\"dt\":\"2020-01-03T00:00:00Z\"}}";
        assertThat(Reads.event(json).timestamp().toString()).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"wiki\":\"enwiki\",', enwiki",
        "'\"wiki\":\"\",', en.wikipedia.org",
        "'\"wiki\":7,', en.wikipedia.org"
    })
    void takesTheSiteFromTheWikiElseTheDomain(String fields, String site) throws Exception {
        String json = "{\"$schema\":\"/a/1.0.0\"," + fields
                + "\"meta\":{\"stream\":\"s\",\"domain\":\"https://en.wikipedia.org\"}}";
        assertThat(Reads.event(json).site()).isEqualTo(site);
    }

    @ParameterizedTest
    @CsvSource({"'\"\"', meta.stream", "7, meta.stream", "[], meta.stream"})
    void refusesAStreamThatIsNone(String stream, String field) throws Exception {
        assertThat(Reads.problem("{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":" + stream + "}}"))
                .startsWith("400 " + field + ": ");
    }

    @Test
    void namesTheIdWithItsPath() throws Exception {
        assertThat(Reads.problem("{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"id\":\"\"}}"))
                .isEqualTo("400 meta.id: must not be empty");
    }

    @Test
    void ignoresAnIdThatIsNoStringSinceTheWholeEventIsKept() throws Exception {
        Event event = Reads.event("{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"id\":7}}");
        assertThat(String.valueOf(event.id())).hasSize(36);
    }

    @Test
    void isNotTakenForOneThatHasAMessageOfItsOwn() throws Exception {
        assertThat(Reads.event("{\"$schema\":\"/a/1.0.0\",\"meta\":7,\"message\":\"m\"}")
                        .metadata())
                .isEqualTo("{\"$schema\":\"/a/1.0.0\",\"meta\":7}");
    }
}
