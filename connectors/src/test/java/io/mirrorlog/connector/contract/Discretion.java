package io.mirrorlog.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Secret;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the secrets in options, and looks for them in what a connector says. */
final class Discretion {

    /** Options that hold a secret by their name. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passphrase|secret|token|credentials|apikey)");

    /** Shorter parts of a secret URL turn up by chance. */
    private static final int SHORTEST_PART = 6;

    private Discretion() {}

    /** Every secret that the options hold, in clear; of a URL also its parts. */
    static List<String> secrets(Record options) {
        List<String> secrets = new ArrayList<>();
        collect(options, secrets);
        return secrets;
    }

    private static void collect(@Nullable Object value, List<String> secrets) {
        if (value instanceof Secret<?> secret) {
            String clear = String.valueOf(secret.reveal());
            secrets.add(clear);
            if (clear.contains("://")) {
                addParts(URI.create(clear), secrets);
            }
        } else if (value instanceof Collection<?> several) {
            several.forEach(each -> collect(each, secrets));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, secrets));
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                collect(valueOf(component, record), secrets);
            }
        }
    }

    private static void addParts(URI url, List<String> secrets) {
        String parts = url.getRawUserInfo() + "/" + url.getRawPath() + "/" + url.getRawQuery();
        for (String part : parts.split("[/&=:]")) {
            if (part.length() >= SHORTEST_PART) {
                secrets.add(part);
            }
        }
    }

    /** Checks that each option whose name or type speaks of a secret is one, and has a value to look for. */
    static void assertSecretsAreSecrets(Record options) {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            Object value = valueOf(component, options);
            if (component.getType() == Secret.class) {
                if (value == null && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    continue; // one of several ways in, which another test of the connector may take
                }
                assertThat(value)
                        .as("%s: give every secret a value, so that it can be looked for", component.getName())
                        .isNotNull();
            } else if (SECRET.matcher(component.getName()).matches()) {
                assertThat(component.getType())
                        .as("%s: a secret is a Secret<…>, or it would be shown", component.getName())
                        .isNotIn(String.class, URI.class, char[].class);
            }
            if (value instanceof Record inner) {
                assertSecretsAreSecrets(inner);
            }
        }
    }

    /** Checks that none of these can be read in it, nor in its causes where it is a failure. */
    static void assertTellsNothing(Object said, List<String> secrets) {
        var text = new StringBuilder(String.valueOf(said));
        if (said instanceof Throwable failure) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                text.append('\n').append(cause);
            }
        }
        assertThat(secrets).as("what must not be said in: %s", text).noneMatch(text.toString()::contains);
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
