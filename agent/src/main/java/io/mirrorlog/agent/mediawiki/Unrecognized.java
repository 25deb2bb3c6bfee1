package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import java.util.Map;

/** Says in MediaWiki's words that values of a list were not understood; the others count. */
final class Unrecognized {

    private Unrecognized() {}

    static void warn(ApiResult result, String module, String parameter, List<String> values) {
        if (!values.isEmpty()) {
            result.warn(
                    module,
                    "unrecognizedvalues",
                    (values.size() == 1 ? "Unrecognized value" : "Unrecognized values") + " for parameter \""
                            + parameter + "\": " + String.join(", ", values),
                    Map.of("values", new JsonText().texts(values).toString()));
        }
    }
}
