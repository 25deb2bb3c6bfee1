package io.mirrorlog.agent.config;

import io.mirrorlog.agent.filter.Filter;
import io.mirrorlog.agent.plugin.PluginConnector;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.redact.Redaction;
import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Identifier;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.NetworkOptions;
import io.mirrorlog.connector.Plaintext;
import io.mirrorlog.connector.Surroundings;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One configured destination.
 *
 * @param name its identity: the position in the queue belongs to it
 * @param options of the connector, of its own type
 * @param network how its destination is reached, where it is a remote one
 * @param identifier shown in the place of the site's name; null shows the site
 * @param timezone in which times are shown
 * @param batch what the user chose; {@link #limits} has the whole
 * @param pace what the user chose; {@link #limits} has the whole
 * @param filter the events it gets
 * @param redaction what it gets to see of them
 * @param agentEvents whether it gets the agent's own events
 * @param direct how it is written to before producers have their answers; null when it is not
 */
public record ConnectionSettings(
        String name,
        ConnectorType<?> type,
        Record options,
        Network network,
        @Nullable Identifier identifier,
        FormatSettings format,
        ZoneId timezone,
        @Nullable BatchSettings batch,
        PaceSettings pace,
        RetrySettings retry,
        Filter filter,
        Redaction redaction,
        boolean agentEvents,
        Start start,
        @Nullable DirectSettings direct) {

    public ConnectionSettings {
        if (!Names.isConnection(name) || !type.options().isInstance(options)) {
            throw new IllegalArgumentException(name + " is no name of a connection, or has options of another type");
        }
        var faults = new Faults()
                .unless(
                        direct == null || !type.exact(),
                        "delivery: direct is not for " + type.name() + ", which has an event from the queue within"
                                + " milliseconds, in order, and exactly once; write queued");
        pace.addFaults(faults, type);
        faults.unless(
                network.proxy() == null || type.reach() == ConnectorType.Reach.HTTP,
                "proxy: is for what is sent over HTTP, which " + type.name() + " is not; leave it out");
        if (options instanceof NetworkOptions choosy) {
            choosy.refusals(network).forEach(faults::add);
        }
        if (batch != null) {
            Limits own = type.limits();
            Limits chosen = batch.over(own);
            faults.unless(
                            chosen.events() <= own.events(),
                            String.format(
                                    Locale.ROOT,
                                    "batch.events: %d is more than %s takes at once; at most %d",
                                    chosen.events(),
                                    type.name(),
                                    own.events()))
                    .unless(
                            chosen.bytes() <= own.bytes(),
                            String.format(
                                    Locale.ROOT,
                                    "batch.bytes: %s is more than %s takes at once; at most %s",
                                    new ByteSize(chosen.bytes()),
                                    type.name(),
                                    new ByteSize(own.bytes())));
        }
        faults.throwAny();
    }

    /**
     * Makes of an event what a connection may see of it. Of one that is not configured any more nobody knows that: nothing is
     * shown.
     */
    public static UnaryOperator<Event> redactionOf(String name, Map<String, ConnectionSettings> configured) {
        ConnectionSettings settings = configured.get(name);
        return settings == null ? Redaction::withheld : settings.redaction();
    }

    /** Whether an admin lets its events go over the network without encryption. */
    public boolean isPlaintext() {
        return options instanceof Plaintext remote && remote.allowPlaintext();
    }

    /** What one delivery may hold: the connector's limits, or less where the user asked for less. */
    public Limits limits() {
        return pace.over(batch == null ? type.limits() : batch.over(type.limits()));
    }

    /** Makes the connector; does no I/O. */
    public Connector open(Surroundings surroundings) {
        return open(type, surroundings);
    }

    private <O extends Record> Connector open(ConnectorType<O> ofType, Surroundings surroundings) {
        return PluginConnector.open(
                ofType.options(), () -> ofType.opener().open(ofType.options().cast(options), surroundings));
    }
}
