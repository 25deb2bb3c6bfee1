package io.mirrorlog.connector;

/**
 * A JSON string or number exactly as it was received: {@code 1.0} stays {@code 1.0}, {@code "7"} is not {@code 7}.
 *
 * @param json the JSON text: a number, or a string with its quotes whose unsafe characters are escaped
 */
public record Scalar(String json) {

    public Scalar {
        if (json.isEmpty()) {
            throw new IllegalArgumentException("a scalar has at least one character");
        }
    }

    /** A JSON string. */
    public static Scalar of(String text) {
        return new Scalar(JsonStrings.quote(text));
    }

    /** A JSON integer. */
    public static Scalar of(long number) {
        return new Scalar(Long.toString(number));
    }

    /** True for a string, false for a number. */
    public boolean isString() {
        return json.charAt(0) == '"';
    }

    /** What people read: the string without quotes and escapes, or the number as it came. */
    public String text() {
        return isString() ? JsonStrings.unquote(json) : json;
    }

    @Override
    public String toString() {
        return text();
    }
}
