package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An incoming webhook and {@code chat.postMessage} in small, with Slack's limits and its ways to answer. Reads the messages as
 * somebody in the channel does: which events are shown, and how many of which site are counted.
 */
final class FakeSlack implements FaultyHttpServer.Service {

    static final String HOOK = "/services/T0000AAAA/B0000BBBB/hook-secret-0123456789";
    static final String TOKEN = "xoxb-0123456789-token-secret";
    static final String CHANNEL = "C0123456789";

    private static final Pattern COUNTED = Pattern.compile("(\\d[\\d,]*) events?: (.*)\nfrom (.*) to (.*)\n(.*)");
    private static final Pattern COUNT = Pattern.compile("(\\d[\\d,]*) ([^,]+)");

    /**
     * A message in the channel.
     *
     * @param shown the ids of the events that it shows
     * @param counted by site how many more there are
     */
    record Posted(String text, List<String> shown, Map<String, Integer> counted, List<String> sections) {
        int events() {
            return shown.size()
                    + counted.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Something that breaks a rule of Slack's. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String word) {
            super(word);
        }
    }

    private final List<Posted> posted = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<String> refusedAlone = new ArrayList<>();
    private final AtomicLong arrivals = new AtomicLong();

    List<Posted> posted() {
        return posted;
    }

    /** Which rules messages have broken. */
    List<String> broken() {
        return broken;
    }

    /** The ids of bad events that stood alone in a message. */
    List<String> refusedAlone() {
        return refusedAlone;
    }

    /** How many events the messages speak of. For any thread. */
    long arrivals() {
        return arrivals.get();
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        boolean api = call.target().equals("/api/chat.postMessage");
        if (!api && !call.target().equals(HOOK)) {
            return new HttpAnswer(404, "no_service");
        }
        if (!call.method().equals("POST")) {
            return new HttpAnswer(405, "");
        }
        Map<?, ?> message = Json.object(Json.read(call.text()));
        try {
            if (api) {
                credentials(call, message);
            }
            Posted read = read(message);
            posted.add(read);
            arrivals.addAndGet(read.events());
            return api
                    ? new HttpAnswer(200, "{\"ok\":true,\"channel\":\"" + CHANNEL + "\",\"ts\":\"1.2\"}")
                    : new HttpAnswer(200, Map.of("Content-Type", "text/html"), "ok");
        } catch (Refusal e) {
            return api
                    ? new HttpAnswer(200, "{\"ok\":false,\"error\":\"" + e.getMessage() + "\"}")
                    : new HttpAnswer(400, String.valueOf(e.getMessage()));
        }
    }

    private static void credentials(HttpCall call, Map<?, ?> message) {
        if (!("Bearer " + TOKEN).equals(call.header("authorization"))) {
            throw new Refusal("invalid_auth");
        }
        if (!CHANNEL.equals(message.get("channel"))) {
            throw new Refusal("channel_not_found");
        }
    }

    private Posted read(Map<?, ?> message) {
        String text = Json.text(message.get("text"));
        rule(!text.isBlank(), "no_text");
        rule(text.length() <= 4_000, "msg_too_long");
        rule(isEscaped(text), "a mention or a link in the text");
        for (String off : List.of("mrkdwn", "link_names", "unfurl_links", "unfurl_media")) {
            rule(Boolean.FALSE.equals(message.get(off)), off);
        }
        rule("none".equals(message.get("parse")), "parse");
        List<?> attachments = Json.list(message.get("attachments"));
        rule(attachments.size() <= 21, "too_many_attachments");
        List<String> shown = new ArrayList<>();
        List<String> sections = new ArrayList<>();
        Map<String, Integer> counted = new LinkedHashMap<>();
        int blocks = 0;
        for (Object each : attachments) {
            Map<?, ?> attachment = Json.object(each);
            rule(Json.text(attachment.get("color")).matches("#[0-9A-F]{6}"), "color");
            List<?> own = Json.list(attachment.get("blocks"));
            blocks += own.size();
            for (Object block : own) {
                readBlock(Json.object(block), shown, sections, counted);
            }
        }
        rule(blocks <= 50, "invalid_blocks");
        if (text.contains("bad event") || sections.toString().contains("bad event")) {
            if (shown.size() == 1 && counted.isEmpty()) {
                refusedAlone.addAll(shown);
            }
            throw new Refusal("invalid_payload");
        }
        return new Posted(text, shown, counted, sections);
    }

    private void readBlock(Map<?, ?> block, List<String> shown, List<String> sections, Map<String, Integer> counted) {
        if ("section".equals(block.get("type"))) {
            String section = plain(block.get("text"), 3_000);
            sections.add(section);
            Matcher digest = COUNTED.matcher(section);
            if (digest.matches()) {
                count(digest, counted);
            }
            return;
        }
        rule("context".equals(block.get("type")), "invalid_blocks");
        List<?> elements = Json.list(block.get("elements"));
        rule(!elements.isEmpty() && elements.size() <= 10, "invalid_blocks");
        for (Object element : elements) {
            String text = plain(element, 2_000);
            if (text.startsWith("id ")) {
                shown.add(text.substring(3));
            }
        }
    }

    private void count(Matcher digest, Map<String, Integer> counted) {
        int sum = 0;
        Matcher site = COUNT.matcher(digest.group(5));
        while (site.find()) {
            counted.merge(site.group(2), number(site.group(1)), Integer::sum);
            sum += number(site.group(1));
        }
        int severities = 0;
        Matcher severity = COUNT.matcher(digest.group(2));
        while (severity.find()) {
            severities += number(severity.group(1));
            rule(!severity.group(2).equals("CRITICAL"), "hides what is critical");
        }
        rule(sum == number(digest.group(1)) && severities == sum, "counts wrongly");
    }

    private static int number(String written) {
        return Integer.parseInt(written.replace(",", ""));
    }

    private String plain(@Nullable Object object, int most) {
        Map<?, ?> text = Json.object(object);
        rule("plain_text".equals(text.get("type")) && Boolean.FALSE.equals(text.get("emoji")), "markup");
        String content = Json.text(text.get("text"));
        rule(!content.isBlank() && content.length() <= most, "invalid_blocks");
        rule(isEscaped(content), "a mention or a link");
        return content;
    }

    private static boolean isEscaped(String text) {
        String rest = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
        return rest.chars().noneMatch(c -> "<>&".indexOf(c) >= 0);
    }

    private void rule(boolean kept, String word) {
        if (!kept) {
            broken.add(word);
            throw new Refusal(word);
        }
    }
}
