package io.mirrorlog.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void keepsWhatItReadsAsItWas() {
        Object read = Json.read("{\"a\":[1E400,-0.10,\"x\\u0041\",true,null],\"b\":{}}");

        List<?> list = Json.list(Json.object(read).get("a"));
        assertThat(list.subList(0, 4))
                .isEqualTo(List.of(new Json.Digits("1E400"), new Json.Digits("-0.10"), "xA", true));
        assertThat(list.get(4)).isNull();
        assertThat(Json.object(read).get("b")).isEqualTo(Map.of());
    }

    @Test
    void makesNothingOfWhatIsNoJson() {
        assertThat(Json.read("")).isNull();
        assertThat(Json.read("<html>")).isNull();
        assertThat(Json.read("{\"a\":")).isNull();
        assertThat(Json.read("[".repeat(10_000))).isNull();
        assertThat(Json.object("text")).isEmpty();
        assertThat(Json.list(null)).isEmpty();
        assertThat(Json.text(true)).isEmpty();
        assertThat(Json.whole("2", 7)).isEqualTo(2);
        assertThat(Json.whole(new Json.Digits("3"), 7)).isEqualTo(3);
        assertThat(Json.whole("1e3", 7)).isEqualTo(7);
    }

    @Test
    void writesWhatItHasRead() {
        String text = "{\"a\":[1E400,\"x\\u0000\",true,null,{}],\"b\":{\"c\":-0.0}}";
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
    }
}
