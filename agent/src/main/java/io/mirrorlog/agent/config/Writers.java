package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Placeholder;
import io.mirrorlog.connector.PlaceholderText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which connection writes which file, or files, where its path has placeholders. For one thread.
 *
 * <p>Two of them would take each other's lines for a stranger's, so also those are refused that only some event could
 * bring together.
 */
final class Writers {

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
            if (!name(one, i).mayMeet(name(other, i))) {
                return false;
            }
        }
        return true;
    }

    private static Ends name(Path path, int index) {
        String name = path.getName(index).toString();
        try {
            return Ends.of(PlaceholderText.parse(name));
        } catch (IllegalArgumentException e) {
            return Ends.of(PlaceholderText.plain(name)); // refused by its connector, or braces mean nothing there
        }
    }

    /**
     * What a name begins and ends with, whatever the event; {@link #DIGIT} stands for any digit of a date.
     *
     * @param fixed true for a name without other placeholders: both ends are all of it
     */
    private record Ends(String head, String tail, boolean fixed) {

        private static final char DIGIT = '\0';
        private static final String DAY = "yyyy-MM-dd".replaceAll("[a-zA-Z]", "\0");
        private static final String ANYTHING = "\1";

        static Ends of(PlaceholderText name) {
            String text = name.filled(placeholder -> placeholder == Placeholder.DATE ? DAY : ANYTHING);
            int first = text.indexOf(ANYTHING);
            return first < 0
                    ? new Ends(text, text, true)
                    : new Ends(text.substring(0, first), text.substring(text.lastIndexOf(ANYTHING) + 1), false);
        }

        boolean mayMeet(Ends other) {
            return hasRoomFor(other)
                    && other.hasRoomFor(this)
                    && beginAlike(head, other.head)
                    && beginAlike(reversed(tail), reversed(other.tail));
        }

        private boolean hasRoomFor(Ends other) {
            int length = head.length();
            return !fixed
                    || (other.fixed
                            ? length == other.head.length()
                            : length > other.head.length() + other.tail.length());
        }

        private static boolean beginAlike(String one, String other) {
            for (int i = 0; i < Math.min(one.length(), other.length()); i++) {
                if (!mayBeOne(one.charAt(i), other.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean mayBeOne(char one, char other) {
            return one == other
                    || (one == DIGIT && Character.isDigit(other))
                    || (other == DIGIT && Character.isDigit(one));
        }

        private static String reversed(String text) {
            return new StringBuilder(text).reverse().toString();
        }
    }
}
