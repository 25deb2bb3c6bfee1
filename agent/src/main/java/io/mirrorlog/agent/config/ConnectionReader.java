package io.mirrorlog.agent.config;

import io.mirrorlog.agent.filter.Filter;
import io.mirrorlog.agent.redact.Redaction;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Network;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection after another: its connector decides which options it has beside the common ones.
 *
 * <p>An option {@code path} of type Path is the file that the connection writes, or the files, where it has
 * placeholders; no two connections write the same.
 */
final class ConnectionReader {

    private final Binder binder;
    private final Problems problems;
    private final Map<String, ConnectorType<?>> types = new LinkedHashMap<>();
    private final List<String> brokenPlugins;
    private final boolean writes;

    private final Writers writers = new Writers();

    /** The first file connection gets the agent's own events unless it says otherwise; which that is, the file's order says. */
    private boolean fileSeen;

    /** @param circumstances its broken plugins are told to whoever misses a connector */
    ConnectionReader(Binder binder, Problems problems, Circumstances circumstances) {
        this.binder = binder;
        this.problems = problems;
        circumstances.connectors().forEach(type -> types.put(type.name(), type));
        this.brokenPlugins = circumstances.brokenPlugins();
        this.writes = circumstances.writes();
    }

    /** The connection, or null after a problem. */
    @Nullable
    ConnectionSettings read(String name, Setting.Entry entry) {
        String path = Binder.join("connections", name);
        if (!Names.isConnection(name)) {
            problems.add(entry.key(), path, "is no name of a connection; " + Names.CONNECTION_FORM);
        }
        Setting.Section section = binder.section(entry.value(), entry.key(), path);
        if (section == null) {
            return null;
        }
        ConnectorType<?> type = type(section, path);
        CommonOptions common = binder.record(CommonOptions.class, section, path);
        if (type == null) {
            return null;
        }
        binder.refuseUnknown(section, path, sections(type));
        Record own = own(type, section, path);
        Network network = type.remote() ? binder.record(Network.class, section, path) : Network.USUAL;
        if (own != null) {
            checkFile(name, own, section, path);
        }
        return common == null || own == null || network == null || !Names.isConnection(name)
                ? null
                : settings(name, type, common, own, network, section);
    }

    private static List<Class<? extends Record>> sections(ConnectorType<?> type) {
        return type.remote()
                ? List.of(CommonOptions.Kind.class, CommonOptions.class, Network.class, type.options())
                : List.of(CommonOptions.Kind.class, CommonOptions.class, type.options());
    }

    /** The connector's own options; a plugin's that fail in another way than they may are a problem like others. */
    private @Nullable Record own(ConnectorType<?> type, Setting.Section section, String path) {
        try {
            return binder.record(type.options(), section, path);
        } catch (IllegalStateException e) {
            if (type.options().getClassLoader() == ConnectionReader.class.getClassLoader()) {
                throw e;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String kind = cause.getClass().getSimpleName();
            problems.add(
                    section.placeOf("connector"),
                    path,
                    "its plugin cannot read these options: " + kind + "; tell those who made it");
            return null;
        }
    }

    private @Nullable ConnectorType<?> type(Setting.Section section, String path) {
        CommonOptions.Kind kind = binder.record(CommonOptions.Kind.class, section, path);
        if (kind == null) {
            tellMisspelt(section, path);
            return null;
        }
        ConnectorType<?> type = types.get(kind.connector());
        if (type == null) {
            String suggestion = section.hides("connector") ? "" : Suggestion.among(types.keySet(), kind.connector());
            problems.add(
                    section.placeOf("connector"),
                    Binder.join(path, "connector"),
                    "no such connector; " + String.join(", ", types.keySet()) + suggestion + told(brokenPlugins));
        }
        return type;
    }

    /** Without a connector nobody can say which keys there are, but one that looks like it is the mistake. */
    private void tellMisspelt(Setting.Section section, String path) {
        section.entries().forEach((key, entry) -> {
            String suggestion = Suggestion.among(Set.of("connector"), key);
            if (!key.equals("connector") && !suggestion.isEmpty()) {
                problems.add(entry.key(), Binder.join(path, key), "no such option" + suggestion);
            }
        });
    }

    private static String told(List<String> brokenPlugins) {
        return brokenPlugins.isEmpty() ? "" : "; " + String.join("; ", brokenPlugins);
    }

    private @Nullable ConnectionSettings settings(
            String name,
            ConnectorType<?> type,
            CommonOptions common,
            Record own,
            Network network,
            Setting.Section section) {
        boolean firstFile = !fileSeen && type.name().equals("file");
        fileSeen |= firstFile;
        try {
            return new ConnectionSettings(
                    name,
                    type,
                    own,
                    network,
                    common.identifier(),
                    common.format(),
                    common.timezone(),
                    common.batch(),
                    common.pace(),
                    common.retry(),
                    new Filter(common.only(), common.except()),
                    new Redaction(common.redact()),
                    common.agentEvents() == null ? firstFile : common.agentEvents(),
                    common.start(),
                    common.direction());
        } catch (IllegalArgumentException refusal) {
            binder.complain(refusal, sections(type), section, Binder.join("connections", name));
            return null;
        }
    }

    private void checkFile(String name, Record options, Setting.Section section, String path) {
        Path file = file(options);
        if (file == null) {
            return;
        }
        Optional<String> reason = writes
                ? Folders.whyNotFile(file).map(obstacle -> obstacle.told(section.hides("path")))
                : Optional.empty();
        writers.add(file, name)
                .or(() -> reason)
                .ifPresent(text -> problems.add(section.placeOf("path"), Binder.join(path, "path"), text));
    }

    private static @Nullable Path file(Record options) {
        try {
            for (var component : options.getClass().getRecordComponents()) {
                if (component.getName().equals("path") && component.getType() == Path.class) {
                    return (Path) component.getAccessor().invoke(options);
                }
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(options.getClass() + " must be visible", e);
        }
    }
}
