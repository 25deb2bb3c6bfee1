package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent is, what opens it, and where it keeps its data, as its configuration says.
 *
 * <p>Only what is asked for is read and judged: whoever asks an agent must not be stopped by a connection that is broken,
 * a folder that only the agent may write, or a variable that only the agent's environment has. For one thread.
 */
public final class Whereabouts {

    private static final String HTTP = "intake.http";

    private final Setting.Section top;
    private final String file;
    private final Variables variables;
    private final Circumstances circumstances;

    Whereabouts(Setting.Section top, String file, Variables variables, Circumstances circumstances) {
        this.top = top;
        this.file = file;
        this.variables = variables;
        this.circumstances = circumstances;
    }

    /**
     * Reads a YAML file as {@link Configuration#load} does, and judges nothing of it yet.
     *
     * @throws ConfigurationException when it cannot be read, or is no YAML
     */
    public static Whereabouts read(Path file, Circumstances circumstances) throws ConfigurationException {
        return new ConfigurationLoader(file, circumstances).whereabouts();
    }

    /**
     * The site of events that name none.
     *
     * @throws ConfigurationException as all of these do, when just this is wrong
     */
    public String site() throws ConfigurationException {
        String site = asked(binder -> binder.record(Site.class, top, "")).site();
        return site == null ? Names.siteOf(circumstances.hostName()) : site;
    }

    /** The folder of the queue; absolute when the base folder was. */
    public Path dataDir() throws ConfigurationException {
        return asked(binder -> binder.record(ConfigurationLoader.DataDir.class, top, ""))
                .dataDir();
    }

    /** Where the agent listens. */
    public ListenAddress listen() throws ConfigurationException {
        return http(Listen.class).listen();
    }

    /** The admin's token, where there is one. */
    public Optional<Secret<String>> adminToken() throws ConfigurationException {
        return Optional.ofNullable(http(Admin.class).adminToken());
    }

    /** The sites that have tokens, in the order of the file. */
    public Set<String> sites() throws ConfigurationException {
        return asked(binder -> tokens(binder, http(binder))).entries().keySet();
    }

    /** The token of a site, where it has one. */
    public Optional<Secret<String>> token(String site) throws ConfigurationException {
        Tokens found = asked(binder -> {
            Setting.Section http = http(binder);
            Setting.Section tokens = tokens(binder, http);
            return http == null || tokens == null
                    ? null
                    : binder.record(Tokens.class, only("tokens", only(site, tokens), http), HTTP);
        });
        return Optional.ofNullable(found.tokens().get(site));
    }

    private <R extends Record> R http(Class<R> type) throws ConfigurationException {
        return asked(binder -> {
            Setting.Section http = http(binder);
            return http == null ? null : binder.record(type, http, HTTP);
        });
    }

    /** Each question is judged on its own. */
    private <T> T asked(Function<Binder, @Nullable T> question) throws ConfigurationException {
        var problems = new Problems(file);
        T answer = question.apply(new Binder(variables, circumstances.folder(), problems));
        if (answer == null || !problems.isEmpty()) {
            throw problems.asException();
        }
        return answer;
    }

    /** A misspelled option would be taken for one that is left out. */
    private Setting.@Nullable Section http(Binder binder) {
        Setting.Section intake = below(top, "intake", "intake", binder);
        if (intake == null) {
            return null;
        }
        binder.refuseUnknown(intake, "intake", List.of(IntakeSettings.class));
        Setting.Section http = below(intake, "http", HTTP, binder);
        if (http != null) {
            binder.refuseUnknown(http, HTTP, List.of(HttpSettings.class));
        }
        return http;
    }

    private static Setting.@Nullable Section tokens(Binder binder, Setting.@Nullable Section http) {
        return http == null ? null : below(http, "tokens", HTTP + ".tokens", binder);
    }

    /** Empty where it is absent; null after a problem. */
    private static Setting.@Nullable Section below(Setting.Section section, String key, String path, Binder binder) {
        Setting.Entry entry = section.entries().get(key);
        return entry == null
                ? Setting.Section.empty(section.place())
                : binder.section(entry.value(), entry.key(), path);
    }

    private static Setting.Section only(String key, Setting.Section section) {
        Setting.Entry entry = section.entries().get(key);
        Map<String, Setting.Entry> entries = entry == null ? Map.of() : Map.of(key, entry);
        return new Setting.Section(section.place(), entries, section.size());
    }

    private static Setting.Section only(String key, Setting value, Setting.Section section) {
        Map<String, Setting.Entry> entries = Map.of(key, new Setting.Entry(value.place(), value));
        return new Setting.Section(section.place(), entries, section.size());
    }

    record Site(@Option("as in TopOptions") @Nullable String site) {}

    record Listen(
            @Option(value = "as in HttpSettings", orElse = HttpSettings.USUAL_ADDRESS)
            ListenAddress listen) {}

    record Admin(@Option("as in HttpSettings") @Nullable Secret<String> adminToken) {

        Admin {
            var faults = new Faults();
            HttpSettings.checkTokens(faults, Map.of(), adminToken);
            faults.throwAny();
        }
    }

    record Tokens(@Option("as in HttpSettings") Map<String, Secret<String>> tokens) {

        Tokens {
            var faults = new Faults();
            HttpSettings.checkTokens(faults, tokens, null);
            faults.throwAny();
        }
    }
}
