package dev.purereducer.trace;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Settings of the span exporter: {@code purereducer.trace.endpoint} and the standard variables
 * {@code OTEL_EXPORTER_OTLP_*}, {@code OTEL_SERVICE_NAME} and {@code OTEL_RESOURCE_ATTRIBUTES}, or
 * the system properties of the same names, as the OpenTelemetry specification defines them.
 *
 * @param tracesEndpoint the URL that spans are sent to
 * @param headers HTTP headers of each export
 * @param resourceAttributes attributes of this process, {@code service.name} among them
 */
record OtlpSettings(
    String tracesEndpoint, Map<String, String> headers, Map<String, String> resourceAttributes) {
  private static final Logger LOG = Logger.getLogger(OtlpSettings.class);

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
  private static final String HEADERS = "otel.exporter.otlp.headers";
  private static final String TRACES_HEADERS = "otel.exporter.otlp.traces.headers";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
  private static final String SERVICE_NAME = "otel.service.name";
  private static final String RESOURCE_ATTRIBUTES = "otel.resource.attributes";

  private static final String SUPPORTED_PROTOCOL = "http/protobuf";

  /** Empty if no endpoint is set. {@code endpoint} is a base URL and wins over the variables. */
  static Optional<OtlpSettings> of(Config config, Optional<String> endpoint, String application) {
    return tracesEndpoint(config, endpoint).map(url -> {
      warnOfOtherProtocol(config);
      return new OtlpSettings(
          url, pairs(config, TRACES_HEADERS, HEADERS), resourceAttributes(config, application));
    });
  }

  private static Optional<String> tracesEndpoint(Config config, Optional<String> endpoint) {
    return endpoint
        .map(OtlpSettings::tracesUrl)
        .or(() -> config.getOptionalValue(TRACES_ENDPOINT, String.class))
        .or(() -> config.getOptionalValue(ENDPOINT, String.class).map(OtlpSettings::tracesUrl));
  }

  private static String tracesUrl(String baseUrl) {
    return baseUrl.replaceAll("/+$", "") + "/v1/traces";
  }

  private static void warnOfOtherProtocol(Config config) {
    first(config, TRACES_PROTOCOL, PROTOCOL)
        .filter(protocol -> !protocol.equals(SUPPORTED_PROTOCOL))
        .ifPresent(protocol -> LOG.warnf(
            "protocol=%s of OTLP is not supported, spans are sent with %s",
            protocol, SUPPORTED_PROTOCOL));
  }

  private static Map<String, String> resourceAttributes(Config config, String application) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("service.name", application);
    attributes.put("service.instance.id", UUID.randomUUID().toString());
    attributes.putAll(pairs(config, RESOURCE_ATTRIBUTES));
    config
        .getOptionalValue(SERVICE_NAME, String.class)
        .ifPresent(name -> attributes.put("service.name", name));
    return attributes;
  }

  /**
   * The pairs of the first key that is set; none, with an error in the log, if they are invalid.
   */
  private static Map<String, String> pairs(Config config, String... keys) {
    var text = first(config, keys);
    try {
      return text.map(OtlpSettings::parsePairs).orElse(Map.of());
    } catch (IllegalArgumentException e) {
      // The value may contain a token, so it is not logged.
      LOG.errorf("%s is ignored: it is not a list of key=value pairs", keys[keys.length - 1]);
      return Map.of();
    }
  }

  private static Optional<String> first(Config config, String... keys) {
    return Stream.of(keys)
        .flatMap(key -> config.getOptionalValue(key, String.class).stream())
        .findFirst();
  }

  /** Parses {@code key=value} pairs with commas between them and percent-encoded values. */
  static Map<String, String> parsePairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (var pair : text.split(",")) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      var key = equals < 0 ? "" : pair.substring(0, equals).strip();
      if (key.isEmpty()) {
        throw new IllegalArgumentException("not a key=value pair");
      }
      pairs.put(key, percentDecoded(pair.substring(equals + 1).strip()));
    }
    return pairs;
  }

  private static String percentDecoded(String value) {
    // URLDecoder decodes forms, where a plus sign is a space.
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
