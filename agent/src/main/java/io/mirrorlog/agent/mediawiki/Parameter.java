package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a module, as clients that ask first are told of it.
 *
 * @param name without the module's prefix
 * @param type a word such as {@code timestamp}, where it takes more than certain values
 * @param values those that it takes; empty where there is a type
 * @param multi it takes several
 * @param absent what it is when it is not there
 * @param modules where the values name modules, what stands in front of them in their paths
 */
record Parameter(
        String name,
        String type,
        List<String> values,
        boolean multi,
        @Nullable String absent,
        @Nullable String modules) {

    /** How many values a list may have, and of a reader with high limits. */
    static final int VALUES_MAX = 50;

    static final int VALUES_HIGH_MAX = 500;

    Parameter {
        values = List.copyOf(values);
    }

    static Parameter of(String name, String type) {
        return new Parameter(name, type, List.of(), false, null, null);
    }

    static Parameter oneOf(String name, List<String> values, @Nullable String absent) {
        return new Parameter(name, "", values, false, absent, null);
    }

    static Parameter someOf(String name, List<String> values, @Nullable String absent) {
        return new Parameter(name, "", values, true, absent, null);
    }

    static Parameter manyOf(String name, String type) {
        return new Parameter(name, type, List.of(), true, null, null);
    }

    /** One whose values name modules. */
    Parameter ofModules(String path) {
        return new Parameter(name, type, values, multi, absent, path);
    }

    void write(JsonText json, ApiForm form, int index) {
        json.open().key("index").number(index).key("name").text(name);
        if (values.isEmpty()) {
            json.key("type").text(type);
        } else {
            json.key("type").texts(values);
        }
        form.flag(json, "required", false);
        if (type.equals("limit")) {
            json.key("default").number(Logevents.LIMIT);
            json.key("min").number(1);
            json.key("max").number(Logevents.LIMIT_MAX);
            json.key("highmax").number(Logevents.LIMIT_HIGH_MAX);
        } else if (absent != null) {
            json.key("default").text(absent);
        }
        if (modules != null) {
            json.key("submodules").open();
            values.forEach(value -> json.key(value).text(modules + value));
            json.close();
        }
        form.flag(json, "multi", multi);
        if (multi) {
            json.key("lowlimit").number(VALUES_MAX);
            json.key("highlimit").number(VALUES_HIGH_MAX);
            json.key("limit").number(VALUES_MAX);
        }
        json.close();
    }
}
