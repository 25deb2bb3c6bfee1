package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the names of errors mean, those of CloudWatch Logs and of the service that gives credentials: the one table. */
enum Refusal {
    /** The same will be taken later. */
    LATER(""),
    /** The signature has another time than the service. The SDK takes over the service's with the next call. */
    CLOCK("; the clock of this machine is off"),
    /** The credentials are wrong, or not valid any more. */
    CREDENTIALS("; give other credentials"),
    /** The credentials are right, and not enough. */
    RIGHTS("; allow it in IAM"),
    /** No more groups or streams are made until somebody has the limit raised, or removes some. */
    QUOTA("; raise the quota, or remove what is not needed"),
    /** There is no such group, or no such stream. */
    ABSENT("; make it, or set create: true"),
    /** Somebody else was faster to make it. */
    THERE(""),
    /** It was stored by an earlier call. Services that imitate an old CloudWatch Logs say so. */
    STORED(""),
    /** The service wants a token with each call, as it did until 2023. */
    OLD("; the service needs no such token since 2023, the endpoint imitates an old one"),
    /** Something in this very call is not taken, and never will be. */
    CONTENT(""),
    /** Unknown: the answer's status says what it means. */
    OTHER("");

    private final String advice;

    Refusal(String advice) {
        this.advice = advice;
    }

    /**
     * What an error means.
     *
     * @param code its name
     * @param message what it says, which tells a clock that is off from a wrong key
     */
    static Refusal of(String code, String message) {
        Refusal refusal = named(code);
        String said = message.toLowerCase(Locale.ROOT);
        boolean untimely = said.contains("signature expired") || said.contains("signature not yet current");
        return refusal == CREDENTIALS && untimely ? CLOCK : refusal;
    }

    private static Refusal named(String code) {
        return switch (code) {
            case "ThrottlingException",
                    "Throttling",
                    "ThrottledException",
                    "TooManyRequestsException",
                    "RequestLimitExceeded",
                    "RequestThrottled",
                    "RequestThrottledException",
                    "SlowDown",
                    "BandwidthLimitExceeded",
                    "ServiceUnavailableException",
                    "ServiceUnavailable",
                    "InternalServerException",
                    "InternalServerError",
                    "InternalFailure",
                    "InternalError",
                    "RequestTimeout",
                    "RequestTimeoutException",
                    "OperationAbortedException" -> LATER;
            case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture" -> CLOCK;
            case "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidAccessKeyId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "IncompleteSignatureException",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "ExpiredToken",
                    "ExpiredTokenException" -> CREDENTIALS;
            case "AccessDenied",
                    "AccessDeniedException",
                    "NotAuthorized",
                    "UnauthorizedOperation",
                    "OptInRequired",
                    "RegionDisabledException" -> RIGHTS;
            case "LimitExceededException" -> QUOTA;
            case "ResourceNotFoundException" -> ABSENT;
            case "ResourceAlreadyExistsException" -> THERE;
            case "DataAlreadyAcceptedException" -> STORED;
            case "InvalidSequenceTokenException" -> OLD;
            case "InvalidParameterException", "ValidationException", "SerializationException" -> CONTENT;
            default -> OTHER;
        };
    }

    /** What a person can do about it, to be put behind what the service says; empty where it passes. */
    String advice() {
        return advice;
    }

    /**
     * What it means where nothing else is made of it.
     *
     * @param notBefore how long the service wishes to be left alone, if it said so
     */
    Outcome outcome(String reason, @Nullable Duration notBefore) {
        return switch (this) {
            case LATER, CLOCK, THERE, STORED -> new Outcome.Retry(reason, notBefore);
            default -> new Outcome.Blocked(reason);
        };
    }
}
