package io.mirrorlog.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Events of about 500 bytes, as a WordPress would send them. */
final class Samples {

    private Samples() {}

    static byte[] event(int number) {
        return String.format("""
            {"timestamp":"2026-11-21T20:16:00.%09d+01:00","site":"shop-%d","severity":"high",\
            "message":"User admin changed the role of editor %d from author to editor","type":4002,"action":"modified",\
            "user":"admin","ClientIP":"203.0.113.9","UserAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",\
            "TargetUserData":{"Username":"editor%d","Roles":["author"],"FirstName":"Erika","LastName":"Mustermann"},\
            "OldRole":"author","NewRole":"editor","SessionID":"9f86d081884c7d659a2feaa0c55ad015","PostID":%d,"ratio":1.0}""", number % 1_000_000_000, number % 5, number, number, number)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** NDJSON with so many events, the first of which has that number. */
    static byte[] lines(int first, int count) {
        var body = new ByteArrayOutputStream(count * 560);
        for (int i = 0; i < count; i++) {
            body.writeBytes(event(first + i));
            body.write('\n');
        }
        return body.toByteArray();
    }
}
