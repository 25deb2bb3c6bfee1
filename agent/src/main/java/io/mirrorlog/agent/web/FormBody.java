package io.mirrorlog.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The fields of a form that was posted, urlencoded or multipart; files in it are no fields. */
public final class FormBody {

    /** A form that only asks for something is small. */
    public static final int BYTES_MAX = 256 << 10;

    private static final int FIELDS_MAX = 200;

    private FormBody() {}

    /**
     * Reads the fields of a request; one that carries no form has none. Of a field that is there twice, the last counts.
     *
     * @throws IllegalArgumentException saying what is wrong, or which limit is passed
     */
    public static Map<String, String> of(Request request) {
        String type = request.header("content-type");
        if (request.body().length == 0 || type == null || !isForm(type.toLowerCase(Locale.ROOT))) {
            return Map.of();
        }
        if (request.body().length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the form has " + request.body().length + " bytes; at most " + BYTES_MAX);
        }
        var whole = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(request.body()));
        whole.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        try {
            var decoder =
                    new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), whole, UTF_8, FIELDS_MAX, BYTES_MAX);
            try {
                return fields(decoder);
            } finally {
                decoder.destroy();
            }
        } catch (IOException | RuntimeException e) { // what the decoder throws is no common type
            throw new IllegalArgumentException("the form cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isForm(String type) {
        return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data");
    }

    private static Map<String, String> fields(HttpPostRequestDecoder decoder) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
            if (part instanceof Attribute field) {
                fields.put(field.getName(), field.getValue());
            }
        }
        return fields;
    }
}
