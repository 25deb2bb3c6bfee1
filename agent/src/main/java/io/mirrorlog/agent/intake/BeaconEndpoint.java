package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.Absent;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.BrowserGuard;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.JsonStrings;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * {@code GET} and {@code POST /beacon/event?{percent-encoded JSON};}: the way in of EventLogging before the Event Platform.
 * Its events are completed to those of today, taken like them, and answered 204 when they are on disk.
 *
 * <p>A picture on a foreign page can make a browser send a GET, and no {@code Origin} tells of it: where the browser says
 * that another site is behind it, the page that it names has to be one that may send events.
 */
public final class BeaconEndpoint implements Endpoint {

    /** The names of EventLogging's schemas, whose lower-case forms are a part of their titles. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

    private static final String FRAME = "?&;";

    private final EventsDoor events;
    private final BrowserGuard guard;

    /** @param events takes the events as they would be sent today */
    public BeaconEndpoint(EventsDoor events, BrowserGuard guard) {
        this.events = events;
        this.guard = guard;
    }

    @Override
    public CompletableFuture<Answer> answer(Request request) {
        if (!guard.allowsBeacon(request.header("sec-fetch-site"), request.header("referer"))) {
            return CompletableFuture.completedFuture(Answer.problem(
                    403, Titles.of(403), "pages that may send events are listed under intake.http.cors"));
        }
        if (request.method().equals("HEAD")) {
            return CompletableFuture.completedFuture(
                    Answer.problem(400, Titles.of(400), "a HEAD asks for an answer; send a GET or a POST"));
        }
        Request whole;
        try {
            whole = request.withBody(event(request.rawQuery()).getBytes(UTF_8));
        } catch (Refusal e) {
            byte[] received = request.rawQuery().getBytes(UTF_8);
            return CompletableFuture.completedFuture(events.refused(request, e, received));
        }
        return events.answer(whole).thenApply(answer -> answer.status() <= 202 ? Answer.empty(204) : answer);
    }

    /** The event as it would be sent today. */
    private static String event(String query) throws Refusal {
        byte[] json = decoded(query).getBytes(UTF_8);
        RawObject capsule = object(json);
        String name = capsule.string("schema");
        if (name == null || !NAME.matcher(name).matches() || capsule.object("event") == null) {
            throw new Refusal(400, "an event of EventLogging has its schema's name as schema, and an object as event");
        }
        var absent = new Absent().put("$schema", "\"/analytics/legacy/" + name.toLowerCase(Locale.ROOT) + "/latest\"");
        Absent meta = absent.in("meta").put("stream", "\"eventlogging_" + name + "\"");
        String host = capsule.string("webHost");
        if (host != null) {
            meta.put("domain", JsonStrings.quote(host));
        }
        return absent.addedTo(capsule.only(field -> true));
    }

    private static RawObject object(byte[] json) throws Refusal {
        try {
            var scanner = new JsonScanner(json, 0, json.length);
            RawObject object = scanner.peek() == '{' ? RawObject.read(scanner, json) : null;
            if (object != null && scanner.peek() < 0 && object.doubled() == null) {
                return object;
            }
        } catch (BrokenJson e) {
            throw new Refusal(400, "broken JSON at byte " + e.at() + ": " + e.problem());
        }
        throw new Refusal(400, "the query is to be one JSON object, percent-encoded");
    }

    /** A plus is a plus: what sends this encodes blanks as {@code %20}. */
    private static String decoded(String query) throws Refusal {
        int from = 0;
        int to = query.length();
        while (from < to && FRAME.indexOf(query.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && FRAME.indexOf(query.charAt(to - 1)) >= 0) {
            to--;
        }
        if (from == to) {
            throw new Refusal(400, "the event is missing: /beacon/event?{percent-encoded JSON};");
        }
        try {
            return URLDecoder.decode(query.substring(from, to).replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the percent-encoding of the query is broken");
        }
    }
}
