package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of an answer, put together in the order in which MediaWiki has them. One thread. */
final class ApiResult {

    private record Warning(String module, String code, String text, Map<String, String> data) {

        /** What the oldest way of telling calls the module. */
        String shortModule() {
            return module.substring(module.indexOf('+') + 1);
        }
    }

    private static final String HELP = "What is answered here is described in Mirrorlog's docs/reading-mediawiki.md.";

    private final ApiForm form;
    private final List<Warning> warnings = new ArrayList<>();
    private final Map<String, String> parts = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    ApiResult(ApiForm form) {
        this.form = form;
    }

    /**
     * @param module its path
     * @param data more that programs may want to know, in JSON
     */
    void warn(String module, String code, String text, Map<String, String> data) {
        warnings.add(new Warning(module, code, text, data));
    }

    /** Sets a member of the answer that stands in front of the result. */
    void part(String name, String json) {
        parts.put(name, json);
    }

    /** Sets a member of the answer that says something about the answer itself. */
    void note(String name, String json) {
        notes.put(name, json);
    }

    /** Of what was found so far, nothing is to be told. */
    void forget() {
        parts.clear();
        notes.clear();
    }

    /**
     * The whole answer.
     *
     * @param results its last members, in JSON
     */
    Answer told(Map<String, String> results) {
        return sent(200, results);
    }

    /** The whole answer, which is what is wrong. */
    Answer told(ApiFault fault) {
        Answer answer = sent(fault.status(), members(fault)).with("MediaWiki-API-Error", fault.code());
        for (Map.Entry<String, String> header : fault.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private Answer sent(int status, Map<String, String> results) {
        return Answer.json(status, form.written(json(results)))
                .with("Cache-Control", "private, must-revalidate, max-age=0")
                .with("X-Content-Type-Options", "nosniff");
    }

    private String json(Map<String, String> results) {
        var json = new JsonText().open();
        boolean first = warnings.stream().allMatch(warning -> warning.module().equals(ApiFault.MAIN));
        if (first && !warnings.isEmpty()) {
            writeWarnings(json);
        }
        parts.forEach((name, value) -> json.key(name).raw(value));
        if (!first && !warnings.isEmpty()) {
            writeWarnings(json);
        }
        notes.forEach((name, value) -> json.key(name).raw(value));
        results.forEach((name, value) -> json.key(name).raw(value));
        return json.close().toString();
    }

    private void writeWarnings(JsonText json) {
        json.key("warnings");
        if (form.tellsErrorsTheOldestWay()) {
            json.open();
            Map<String, String> texts = warnings.stream()
                    .sorted(Comparator.comparing(warning -> !warning.module().equals(ApiFault.MAIN)))
                    .collect(Collectors.toMap(
                            Warning::shortModule,
                            Warning::text,
                            (one, other) -> one + "\n" + other,
                            LinkedHashMap::new));
            texts.forEach((module, text) ->
                    json.key(module).open().key(form.key("warnings")).text(text).close());
            json.close();
        } else {
            json.openList();
            warnings.forEach(warning ->
                    writeMessage(json.item(), warning.code(), warning.text(), warning.module(), warning.data()));
            json.closeList();
        }
    }

    private Map<String, String> members(ApiFault fault) {
        Map<String, String> members = new LinkedHashMap<>();
        if (form.tellsErrorsTheOldestWay()) {
            var json = new JsonText().open();
            json.key("code").text(fault.code()).key("info").text(fault.info());
            fault.data().forEach((key, value) -> json.key(key).raw(value));
            json.key(form.key("docref")).text(HELP);
            members.put("error", json.close().toString());
        } else {
            var json = new JsonText().openList();
            writeMessage(json.item(), fault.code(), fault.info(), fault.module(), fault.data());
            members.put("errors", json.closeList().toString());
            members.put(form.key("docref"), new JsonText().text(HELP).toString());
        }
        return members;
    }

    /** What there is to say stands last where a star is its name. */
    private void writeMessage(JsonText json, String code, String text, String module, Map<String, String> data) {
        boolean last = !form.modern() && !form.errors().equals("raw");
        json.open().key("code").text(code);
        if (!last) {
            writeText(json, text);
        }
        if (!data.isEmpty()) {
            json.key("data").open();
            data.forEach((key, value) -> json.key(key).raw(value));
            json.close();
        }
        json.key("module").text(module);
        if (last) {
            writeText(json, text);
        }
        json.close();
    }

    private void writeText(JsonText json, String text) {
        switch (form.errors()) {
            case "html" -> json.key(form.key("html")).text(Html.betweenTags(text));
            case "raw" -> json.key("key").text("rawmessage").key("params").texts(List.of(text));
            case "none" -> {}
            default -> json.key(form.key("text")).text(text);
        }
    }
}
