package io.mirrorlog.agent.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsentTest {

    /** {@code {"dt": 1, "meta": {"id": 2}, "http": {"headers": {"ua": 3}}}}. */
    private static Absent absent() {
        var absent = new Absent().put("dt", "1");
        absent.in("meta").put("id", "2");
        absent.in("http").in("headers").put("ua", "3");
        return absent;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {'dt':1,'meta':{'id':2},'http':{'headers':{'ua':3}}}",
                "{'a':[1]} | {'a':[1],'dt':1,'meta':{'id':2},'http':{'headers':{'ua':3}}}",
                "{'meta':{},'dt':7} | {'meta':{'id':2},'dt':7,'http':{'headers':{'ua':3}}}",
                "{'meta':{'x':1.0,'y':'}'},'dt':7,'http':{'headers':{}}} | "
                        + "{'meta':{'x':1.0,'y':'}','id':2},'dt':7,'http':{'headers':{'ua':3}}}",
                "{'http':{'a':1},'meta':{'id':'x'},'dt':''} | "
                        + "{'http':{'a':1,'headers':{'ua':3}},'meta':{'id':'x'},'dt':''}",
            })
    void standsAtTheEndOfItsObject(String object, String added) {
        assertThat(absent().addedTo(object.replace('\'', '"'))).isEqualTo(added.replace('\'', '"'));
    }

    @Test
    void touchesNoKeyThatIsThereWhateverItsValue() {
        String object = "{\"dt\":null,\"meta\":[],\"h\\u0074tp\":{\"headers\":{\"ua\":null}}}";
        assertThat(absent().addedTo(object)).isEqualTo(object);
    }

    @Test
    void addsNoObjectThatWouldBeEmpty() {
        var absent = new Absent();
        absent.in("http").in("headers");
        assertThat(absent.addedTo("{}")).isEqualTo("{}");
        absent.put("a", "1");
        assertThat(absent.addedTo("{}")).isEqualTo("{\"a\":1}");
    }
}
