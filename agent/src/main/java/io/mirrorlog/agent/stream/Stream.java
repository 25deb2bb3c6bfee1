package io.mirrorlog.agent.stream;

import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds for the events of one stream and schema, put together from all that says something about them. */
public final class Stream {

    /**
     * A mirrored event as its stream makes it.
     *
     * @param site absent where the stream does not say
     * @param message absent where the stream does not say
     */
    public record Shown(
            @Nullable String site,
            Severity severity,
            @Nullable String message,
            @Nullable Scalar type,
            @Nullable Scalar action,
            @Nullable Scalar user) {}

    private final Validation validation;
    private final @Nullable String schemaTitle;
    private final @Nullable Sampling sampling;
    private final @Nullable Field site;
    private final @Nullable Field severity;
    private final @Nullable Field message;
    private final @Nullable Field type;
    private final @Nullable Field action;
    private final @Nullable Field user;

    /** @param layers the most specific first */
    Stream(List<Layer> layers, Validation usual) {
        this.validation = first(layers, StreamOptions::validation).orElse(usual);
        this.schemaTitle = first(layers, StreamOptions::schemaTitle).orElse(null);
        this.sampling = layers.stream()
                .filter(layer -> layer.options().sample() != null)
                .findFirst()
                .map(Layer::sampling)
                .orElse(null);
        this.site = field(layers, StreamOptions::site);
        this.severity = field(layers, StreamOptions::severity);
        this.message = field(layers, StreamOptions::message);
        this.type = field(layers, StreamOptions::type);
        this.action = field(layers, StreamOptions::action);
        this.user = field(layers, StreamOptions::user);
    }

    private static @Nullable Field field(List<Layer> layers, Function<StreamOptions, @Nullable String> option) {
        return first(layers, option).map(Field::new).orElse(null);
    }

    private static <T> Optional<T> first(List<Layer> layers, Function<StreamOptions, @Nullable T> option) {
        for (Layer layer : layers) {
            T value = option.apply(layer.options());
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** What becomes of an event that is not as its schema wants it. */
    public Validation validation() {
        return validation;
    }

    /** What is to be said against an event of that schema in this stream, before anybody looks into it. */
    public Verdict verdictOn(String schema) {
        if (schemaTitle == null || schemaTitle.equals(Streams.title(schema))) {
            return Verdict.GOOD;
        }
        return Verdict.of(
                new Fault("schema_title", ".$schema", "should be a version of " + schemaTitle + " in this stream"));
    }

    /**
     * Whether an event is in the sample; one of which nobody can say is kept.
     *
     * @param event one compact JSON object
     * @param id the event's own
     * @param drawn is told when it is not in the sample, and when nobody can say
     */
    public boolean keeps(String event, Scalar id, Drawn drawn) {
        return sampling == null || sampling.keeps(event, id, drawn);
    }

    private static Severity severityOf(@Nullable Scalar word) {
        return word == null
                ? Severity.INFORMATIONAL
                : Severity.read(word.text()).orElse(Severity.INFORMATIONAL);
    }

    /** @param json the event, one compact object */
    public Shown shown(String json) {
        var event = new Field.Given(json);
        String named = site == null ? null : site.textOf(event);
        return new Shown(
                named == null ? null : SiteNames.nearest(named),
                severity == null ? Severity.INFORMATIONAL : severityOf(severity.of(event)),
                message == null ? null : message.textOf(event),
                type == null ? null : type.of(event),
                action == null ? null : action.of(event),
                user == null ? null : user.of(event));
    }
}
