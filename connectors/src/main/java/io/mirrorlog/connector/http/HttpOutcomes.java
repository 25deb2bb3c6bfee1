package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Outcome;

/**
 * What an HTTP answer means, for every connector the same.
 *
 * <table>
 * <caption>The table</caption>
 * <tr><td>2xx</td><td>{@link Outcome#DELIVERED}</td></tr>
 * <tr><td>408, 425, 429, 5xx</td><td>{@link Outcome.Retry}, not before {@code Retry-After}</td></tr>
 * <tr><td>413</td><td>{@link Outcome.TooLarge}</td></tr>
 * <tr><td>3xx, 401, 403, 404, 410, other 4xx, anything else</td><td>{@link Outcome.Blocked}</td></tr>
 * </table>
 *
 * <p>400 and 422 are for the connector to say: it alone knows whether an entry can be to blame ({@link Blame}).
 */
public final class HttpOutcomes {

    private HttpOutcomes() {}

    /** @param said what the answer says, as far as it may be shown */
    public static Outcome of(Answer answer, String said) {
        String reason = reason(answer, said);
        if (answer.isSuccess()) {
            return Outcome.DELIVERED;
        }
        if (isPassing(answer.status())) {
            return new Outcome.Retry(reason, answer.retryAfter());
        }
        if (answer.status() == 413) {
            return new Outcome.TooLarge(reason);
        }
        return new Outcome.Blocked(reason);
    }

    /**
     * What it means when an answer says that all went well, but not in the destination's own words: others answer so, too,
     * who stand at a wrong address, or in between.
     *
     * @param said what the answer says, as far as it may be shown
     * @param expected what those words would have been
     */
    public static Outcome foreign(Answer answer, String said, String expected) {
        String reason = reason(answer, said);
        return answer.whole()
                ? new Outcome.Blocked(reason + ", which is not " + expected)
                : new Outcome.Retry(reason + ", but the answer broke off");
    }

    /** True for a status that says: later. */
    public static boolean isPassing(int status) {
        return status == 408 || status == 425 || status == 429 || (status >= 500 && status < 600);
    }

    /** The answer in words. */
    public static String reason(Answer answer, String said) {
        String reason = "HTTP " + answer.status() + " from " + answer.host();
        if (answer.status() >= 300 && answer.status() < 400) {
            String redirect = answer.redirect();
            return reason
                    + (redirect == null ? ", which is no answer to a delivery" : ", which points to " + redirect)
                    + "; redirects are not followed";
        }
        return said.isEmpty() ? reason : reason + ": " + said;
    }
}
