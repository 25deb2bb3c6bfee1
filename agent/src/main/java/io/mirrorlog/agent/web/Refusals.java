package io.mirrorlog.agent.web;

import java.time.Duration;

/** The answers to requests that no endpoint gets to see. */
final class Refusals {

    private Refusals() {}

    static Answer unknownHost() {
        return Answer.problem(403, "Forbidden", "the agent is not known by the host name of this request");
    }

    static Answer foreignPage() {
        return Answer.problem(
                403,
                "Forbidden",
                "pages of this origin may not do this; those that may send events are listed under intake.http.cors");
    }

    static Answer malformed(String detail) {
        return Answer.problem(400, "Bad Request", detail);
    }

    static Answer unknownPath() {
        return Answer.problem(404, "Not Found", "there is nothing at this path");
    }

    /** @param allowed the methods that the path has */
    static Answer otherMethod(String method, String allowed) {
        return Answer.problem(405, "Method Not Allowed", method + " is not for this path; " + allowed + " is")
                .with("Allow", allowed);
    }

    static Answer tooSlow(Duration patience) {
        return Answer.problem(
                408, "Request Timeout", "the body was not complete within " + patience.toSeconds() + " seconds");
    }

    static Answer tooLarge(long bytes) {
        return Answer.problem(413, "Content Too Large", "a body may have " + bytes + " bytes, also once inflated");
    }

    static Answer unknownEncoding() {
        return Answer.problem(415, "Unsupported Media Type", "Content-Encoding may be gzip, or absent")
                .with("Accept-Encoding", "gzip");
    }

    static Answer tooMuchAtOnce() {
        return Answer.problem(503, "Service Unavailable", "too much is being received at this moment; send it again")
                .with("Retry-After", "1");
    }
}
