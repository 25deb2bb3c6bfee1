package io.mirrorlog.agent;

import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Reads mirrors of numbered events, each file together with those that it was rotated to. */
record MirroredFiles(Path folder) {

    /** The numbers of each site in the order of the lines. Every line reads back: none is torn. */
    Map<String, List<Integer>> numbersBySite(String name) throws Exception {
        Map<String, List<Integer>> numbers = new HashMap<>();
        for (String line : lines(name)) {
            Event event = MirroredLine.parse(line).event();
            numbers.computeIfAbsent(event.site(), first -> new ArrayList<>()).add(Integer.parseInt(event.message()));
        }
        return numbers;
    }

    /** But for the agent's own. Those of rotated files first; the last file is looked at last, so that no line is seen in two. */
    List<String> lines(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : rotated(name)) {
            try (var bytes = Files.newInputStream(file);
                    var content = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
                new String(content.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(lines::add);
            }
        }
        Path file = folder.resolve(name);
        lines.addAll(Files.exists(file) ? Files.readAllLines(file) : List.of());
        lines.removeIf(line -> line.contains("\"mirrorlog\":{\"own\":true}"));
        return lines;
    }

    /** In the order of their names; of one that was being compressed, the plain file. */
    Collection<Path> rotated(String name) throws IOException {
        var form = Pattern.compile(Pattern.quote(name) + "\\.(\\d{8}-\\d{6})(?:-(\\d+))?(\\.gz)?");
        var files = new TreeMap<String, Path>();
        try (var all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                Matcher parts = form.matcher(String.valueOf(file.getFileName()));
                if (parts.matches()) {
                    int number = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
                    String place = String.format(Locale.ROOT, "%s-%09d", parts.group(1), number);
                    files.merge(place, file, (one, other) -> parts.group(3) == null ? file : one);
                }
            }
        }
        return files.values();
    }
}
