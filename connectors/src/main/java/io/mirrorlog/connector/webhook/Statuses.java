package io.mirrorlog.connector.webhook;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Some statuses of HTTP.
 *
 * @param written each is one, {@code 429}, or a hundred of them, {@code 5xx}
 */
record Statuses(List<String> written) {

    private static final Pattern FORM = Pattern.compile("[345]([0-9]{2}|xx)");

    Statuses {
        written = List.copyOf(written);
        for (String one : written) {
            if (!FORM.matcher(one).matches()) {
                throw new IllegalArgumentException(
                        "holds what is no status of a failure; write 429 for one, 5xx for all of a kind");
            }
        }
    }

    boolean hold(int status) {
        return written.contains(Integer.toString(status)) || written.contains(status / 100 + "xx");
    }
}
