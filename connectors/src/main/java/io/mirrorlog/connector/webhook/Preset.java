package io.mirrorlog.connector.webhook;

/** A service whose form of events and whose answers are known. */
public enum Preset {
    /** The HTTP Event Collector of Splunk. */
    SPLUNK_HEC,
    /** The bulk API of Elasticsearch. */
    ELASTICSEARCH,
    /** The bulk API of OpenSearch: that of Elasticsearch. */
    OPENSEARCH,
    /** The push API of Grafana Loki. */
    LOKI,
    /** The logs intake of Datadog. */
    DATADOG,
    /** OpenTelemetry's protocol over HTTP, in its JSON form. */
    OTLP
}
