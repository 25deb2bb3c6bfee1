package io.mirrorlog.connector;

import java.util.function.Function;

/** A value that must not be seen: it prints as stars, so no log line, error or status can show it. */
public final class Secret<T> {

    private final T value;

    private Secret(T value) {
        this.value = value;
    }

    public static <T> Secret<T> of(T value) {
        return new Secret<>(value);
    }

    /** The value itself, for the one place that sends it. */
    public T reveal() {
        return value;
    }

    /** The same secret as another type. */
    public <R> Secret<R> map(Function<T, R> mapping) {
        return new Secret<>(mapping.apply(value));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret<?> secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
