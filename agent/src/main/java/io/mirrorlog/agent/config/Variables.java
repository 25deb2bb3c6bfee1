package io.mirrorlog.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables and the contents of files into values: {@code ${env:NAME}}, {@code ${env:NAME:-default}},
 * {@code ${file:PATH}}. One more dollar sign before them keeps the text as it is, less that sign.
 *
 * <p>What comes in is never read as YAML nor searched for variables again. Files are read once, as UTF-8, at most
 * {@value #BYTES_MAX} bytes, less one line end. For one thread.
 */
final class Variables {

    static final int BYTES_MAX = 64 * 1024;

    /** No value needs more, and a value may name a file any number of times. */
    private static final int CHARACTERS_MAX = 1 << 20;

    private final Function<String, @Nullable String> environment;
    private final Path folder;
    private final Map<String, String> files = new HashMap<>();

    /** @param folder where relative paths of files begin */
    Variables(Function<String, @Nullable String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * A value as it is meant.
     *
     * @param hidden true when something was put in, which may be a secret
     */
    record Value(String text, boolean hidden) {}

    /**
     * The text with everything put in, or null when that fails.
     *
     * @param problems takes a sentence for each variable that cannot be replaced; names it, shows no content
     */
    @Nullable
    Value replace(String text, Consumer<String> problems) {
        if (!text.contains("${")) {
            return new Value(text, false);
        }
        var replaced = new StringBuilder();
        boolean hidden = false;
        boolean complete = true;
        int at = 0;
        for (int next = text.indexOf("${"); next >= 0; next = text.indexOf("${", at)) {
            if (next > at && text.charAt(next - 1) == '$') {
                replaced.append(text, at, next - 1).append("${");
                at = next + 2;
                continue;
            }
            int end = text.indexOf('}', next);
            if (end < 0) {
                problems.accept("${ has no end; write } behind it, or $${ for a plain ${");
                return null;
            }
            replaced.append(text, at, next);
            at = end + 1;
            hidden = true;
            complete &= append(replaced, text.substring(next + 2, end), problems);
        }
        return complete ? new Value(replaced.append(text, at, text.length()).toString(), hidden) : null;
    }

    private boolean append(StringBuilder replaced, String variable, Consumer<String> problems) {
        String content = content(variable, problems);
        if (content == null) {
            return false;
        }
        if (replaced.length() + content.length() > CHARACTERS_MAX) {
            problems.accept("the value is too long; at most " + CHARACTERS_MAX + " characters");
            return false;
        }
        replaced.append(content);
        return true;
    }

    private @Nullable String content(String variable, Consumer<String> problems) {
        if (variable.startsWith("env:")) {
            return environmental(variable.substring("env:".length()), problems);
        }
        if (variable.startsWith("file:")) {
            String path = variable.substring("file:".length());
            String known = files.get(path);
            return known != null ? known : file(path, problems);
        }
        problems.accept("${" + variable + "} is no variable; write ${env:NAME}, ${file:PATH}, or $${ for a plain ${");
        return null;
    }

    /** As in a shell, an empty variable counts as absent where there is a default. */
    private @Nullable String environmental(String variable, Consumer<String> problems) {
        int dash = variable.indexOf(":-");
        String name = dash < 0 ? variable : variable.substring(0, dash);
        String value = environment.apply(name);
        if (dash >= 0 && (value == null || value.isEmpty())) {
            return variable.substring(dash + 2);
        }
        if (value == null) {
            problems.accept(
                    "the environment variable " + name + " is not set; set it, or write ${env:" + name + ":-default}");
        }
        return value;
    }

    private @Nullable String file(String path, Consumer<String> problems) {
        try (InputStream in = Files.newInputStream(folder.resolve(path))) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                problems.accept("the file " + path + " is too large; at most 64KiB");
                return null;
            }
            String content = withoutLineEnd(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            files.put(path, content);
            return content;
        } catch (CharacterCodingException e) {
            problems.accept("the file " + path + " is not UTF-8");
        } catch (NoSuchFileException e) {
            problems.accept("the file " + path + " does not exist");
        } catch (AccessDeniedException e) {
            problems.accept("the file " + path + " may not be read by this user");
        } catch (IOException | InvalidPathException e) {
            problems.accept("the file " + path + " cannot be read");
        }
        return null;
    }

    private static String withoutLineEnd(String content) {
        if (content.endsWith("\r\n")) {
            return content.substring(0, content.length() - 2);
        }
        return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    }
}
