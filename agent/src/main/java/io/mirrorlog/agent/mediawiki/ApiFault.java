package io.mirrorlog.agent.mediawiki;

import java.util.Map;

/** What is wrong with a request, in MediaWiki's words: a code for programs and a sentence for people. */
final class ApiFault extends Exception {

    private static final long serialVersionUID = 1L;

    /** Where a fault belongs that no module has. */
    static final String MAIN = "main";

    private final String code;
    private final String module;
    private final int status;
    private final transient Map<String, String> data;
    private final transient Map<String, String> headers;

    /** @param module the path of the module that has it, such as {@code query+logevents} */
    ApiFault(String module, String code, String info) {
        this(module, code, info, 200, Map.of(), Map.of());
    }

    /**
     * @param status of the HTTP answer: 200 for whatever MediaWiki itself answers
     * @param data more members of the error, in JSON
     */
    ApiFault(
            String module,
            String code,
            String info,
            int status,
            Map<String, String> data,
            Map<String, String> headers) {
        super(info, null, false, false); // an answer to a client, not a place in the code
        this.module = module;
        this.code = code;
        this.status = status;
        this.data = Map.copyOf(data);
        this.headers = Map.copyOf(headers);
    }

    /** For a value that is none of those that the parameter takes. */
    static ApiFault badValue(String module, String parameter, String value) {
        return new ApiFault(module, "badvalue", unrecognized(parameter, value));
    }

    /** For what no answer before can have given. */
    static ApiFault badContinue(String module) {
        return new ApiFault(
                module,
                "badcontinue",
                "Invalid continue param. You should pass the original value returned by the previous query.");
    }

    static String unrecognized(String parameter, String value) {
        return "Unrecognized value for parameter \"" + parameter + "\": " + value + ".";
    }

    String code() {
        return code;
    }

    String module() {
        return module;
    }

    String info() {
        return String.valueOf(getMessage());
    }

    int status() {
        return status;
    }

    Map<String, String> data() {
        return data;
    }

    Map<String, String> headers() {
        return headers;
    }
}
