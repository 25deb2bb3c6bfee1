package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers the user may set. */
final class Headers {

    static final String NAME_RULE = "is no name of a header; letters, digits and !#$%&'*+.^_`|~-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8000}");

    /** What belongs to the request as it is sent. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "content-encoding", "transfer-encoding", "connection", "expect");

    private Headers() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** What is wrong with them, one line each, without any value. */
    static List<String> faults(Map<String, Secret<String>> headers) {
        List<String> faults = new ArrayList<>();
        headers.forEach((name, value) -> {
            String option = "headers." + name + ": ";
            if (!NAME.matcher(name).matches()) {
                faults.add(option + NAME_RULE);
            } else if (!isName(name)) {
                faults.add(option + "is set by the agent itself; leave it out");
            }
            if (!VALUE.matcher(value.reveal()).matches()) {
                faults.add(option + "the value is not allowed; visible ASCII characters and spaces, at most 8000");
            }
        });
        return faults;
    }
}
