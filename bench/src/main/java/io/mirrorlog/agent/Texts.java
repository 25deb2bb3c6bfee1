package io.mirrorlog.agent;

/** Events as producers send them, for the benchmarks. */
public enum Texts {
    /** About 500 bytes. */
    TYPICAL("""
            {"timestamp":"2026-11-21T20:16:00.123456789+01:00","site":"shop","severity":"high",\
            "message":"User admin changed the role of editor 4711 from author to editor","type":4002,"action":"modified",\
            "user":"admin","ClientIP":"203.0.113.9","UserAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",\
            "TargetUserData":{"Username":"editor","Roles":["author"],"FirstName":"Erika"},"OldRole":"author",\
            "NewRole":"editor","SessionID":"9f86d081884c7d659a2feaa0c55ad015","PostID":4711,"ratio":1.0}"""),

    /** About 120 bytes. */
    SMALL("""
            {"timestamp":"2026-11-21T20:16:00+01:00","site":"shop","severity":"low","message":"User logged in","user":"admin"}"""),

    /** About 500 bytes, with much that has to be escaped or unescaped. */
    NASTY("""
            {"timestamp":"2026-11-21T20:16:00.123456789+01:00","site":"shop","severity":"high",\
            "message":"first line\\nsecond line\\tC:\\\\path\\\\file ]{ \\u202eevil\\u0007 \\"quoted\\"","type":"user/\\u00e4nder",\
            "user":"\\u65e5\\u672c\\u8a9e \\ud83d\\ude00","metadata":{"id":"own","a\\nb":"\\u2028\\u2029\\u0000","deep":[[[[{"x":[1E400,-0.0,\
            12345678901234567890]}]]]]},"Comment":"\\r\\n]{]{]{\\\\\\\\\\u007f\\u009f\\u200e\\u2066 \\u00fc\\u00df\\u20ac \\/ \\b\\f and so on",\
            "id":"\\"x\\"","html":"<script>alert(1)</script>\\n<b>bold</b>\\n<i>italic</i>\\n"}""");

    private final String received;

    Texts(String received) {
        this.received = received;
    }

    /** One JSON object on one line. */
    public String received() {
        return received;
    }
}
