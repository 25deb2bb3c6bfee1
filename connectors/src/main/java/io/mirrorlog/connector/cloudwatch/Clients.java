package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Secret;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Makes the SDK's clients, each when it is first needed: that reads files, and may ask the machine for its region. */
final class Clients {

    private final CloudWatchConnector.Options options;
    private final SdkHttp http;
    private @Nullable CloudWatchLogsClient logs;
    private @Nullable AwsCredentialsProvider credentials;

    Clients(CloudWatchConnector.Options options, SdkHttp http) {
        this.options = options;
        this.http = http;
    }

    /** To be called with credentials of their own: it has none. */
    CloudWatchLogsClient logs() {
        CloudWatchLogsClient present = logs;
        if (present == null) {
            present = made();
            logs = present;
        }
        return present;
    }

    private CloudWatchLogsClient made() {
        var builder = configured(CloudWatchLogsClient.builder());
        if (options.endpoint() != null) {
            builder.endpointOverride(URI.create(options.endpoint()));
        }
        return builder.build();
    }

    /** Throws SdkException where there is no region, or no profile, as {@code resolveCredentials} does without credentials. */
    AwsCredentialsProvider credentials() {
        AwsCredentialsProvider present = credentials;
        if (present == null) {
            logs(); // without a region it could not be made, which is found out first
            present = options.assumeRole() == null ? own() : ofRole(options.assumeRole());
            credentials = present;
        }
        return present;
    }

    private AwsCredentialsProvider own() {
        Secret<String> access = options.accessKey();
        Secret<String> secret = options.secretKey();
        Secret<String> token = options.sessionToken();
        if (access != null && secret != null) {
            return StaticCredentialsProvider.create(
                    token == null
                            ? AwsBasicCredentials.create(access.reveal(), secret.reveal())
                            : AwsSessionCredentials.create(access.reveal(), secret.reveal(), token.reveal()));
        }
        return options.profile() != null
                ? ProfileCredentialsProvider.create(options.profile())
                : DefaultCredentialsProvider.builder().build();
    }

    private AwsCredentialsProvider ofRole(String role) {
        StsClient client =
                configured(StsClient.builder()).credentialsProvider(own()).build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(client)
                .refreshRequest(request -> request.roleArn(role).roleSessionName("mirrorlog"))
                .build();
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configured(B builder) {
        builder.httpClient(http).overrideConfiguration(how -> {
            how.retryStrategy(AwsRetryStrategy.doNotRetry());
            if (options.profile() != null) {
                how.defaultProfileName(options.profile());
            }
        });
        if (options.region() != null) {
            builder.region(Region.of(options.region()));
        }
        return builder;
    }

    /** Who is called, as far as that is known. */
    String host() {
        if (options.endpoint() != null) {
            return URI.create(options.endpoint()).getHost();
        }
        return options.region() == null ? "CloudWatch Logs" : "CloudWatch Logs in " + options.region();
    }

    /** Those of the configuration. */
    List<String> secrets() {
        return Stream.of(options.accessKey(), options.secretKey(), options.sessionToken())
                .filter(secret -> secret != null)
                .map(Secret::reveal)
                .toList();
    }
}
