package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Placeholder;
import io.mirrorlog.connector.PlaceholderText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which connection writes which file, or files, where its path has placeholders. For one thread.
 *
 * <p>Two of them would take each other's lines for a stranger's, so also those are refused that only some event could
 * bring together.
 */
final class Writers {

    private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    private final Map<Path, String> writers = new LinkedHashMap<>();

    /** Notes that a connection writes the file; what stands against it, where another one does so already. */
    Optional<String> add(Path file, String connection) {
        Path real = Folders.real(file);
        String writer = writers.putIfAbsent(real, connection);
        if (writer != null) {
            return Optional.of("is written by connections." + writer + " already; give each its own file");
        }
        return writers.entrySet().stream()
                .filter(other -> !other.getKey().equals(real) && mayBeOne(other.getKey(), real))
                .findFirst()
                .map(other -> "may name a file that connections." + other.getValue()
                        + " writes; give each its own folder, or another beginning or end of the name");
    }

    private static boolean mayBeOne(Path one, Path other) {
        if (one.getNameCount() != other.getNameCount()) {
            return false;
        }
        for (int i = 0; i < one.getNameCount(); i++) {
            if (!mayBeOne(name(one, i), name(other, i))) {
                return false;
            }
        }
        return true;
    }

    private static PlaceholderText name(Path path, int index) {
        String name = path.getName(index).toString();
        try {
            return PlaceholderText.parse(name);
        } catch (IllegalArgumentException e) {
            return PlaceholderText.plain(name); // refused by its connector, or braces mean nothing there
        }
    }

    private static boolean mayBeOne(PlaceholderText one, PlaceholderText other) {
        if (one.isPlain()) {
            return mayBe(other, one.end());
        }
        if (other.isPlain()) {
            return mayBe(one, other.end());
        }
        String head = one.parts().get(0).plain();
        String otherHead = other.parts().get(0).plain();
        return (head.startsWith(otherHead) || otherHead.startsWith(head))
                && (one.end().endsWith(other.end()) || other.end().endsWith(one.end()));
    }

    private static boolean mayBe(PlaceholderText name, String plain) {
        var regex = new StringBuilder();
        for (PlaceholderText.Part part : name.parts()) {
            regex.append(Pattern.quote(part.plain())).append(part.placeholder() == Placeholder.DATE ? DAY : ".+");
        }
        return plain.matches(regex + Pattern.quote(name.end()));
    }
}
