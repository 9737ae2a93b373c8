package dev.purereducer.action;

import dev.purereducer.testkit.Broker;
import dev.purereducer.testkit.Service;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The ways into the service: over REST alone, in an array or as a line, and three forms on Kafka. */
enum Entrance {
  SINGLE,
  ARRAY,
  NDJSON,
  PLAIN,
  STRUCTURED,
  BINARY;

  private static final String CLOUD_EVENT = "application/cloudevents+json";

  boolean isEvent() {
    return this == STRUCTURED || this == BINARY;
  }

  /** An action for a key, and whether it is within the limits. */
  record Sample(String key, String actionId, String payload, boolean accepted) {
    String members() {
      return "\"action_id\":" + quoted(actionId) + ",\"reducer\":\"document\",\"payload\":"
          + payload;
    }

    String event(String data) {
      return "{\"specversion\":\"1.0\",\"id\":" + quoted(actionId)
          + ",\"source\":\"/s\",\"type\":\"t\"," + "\"subject\":" + quoted(key)
          + ",\"reducer\":\"document\"," + data + "}";
    }

    @Override
    public String toString() {
      return "key " + key + ", id " + actionId + ", payload "
          + payload.substring(0, Math.min(60, payload.length()));
    }
  }

  /** A sample on its way: {@code mark} identifies a Kafka record, {@code status} answers the others. */
  record Sent(Entrance entrance, Sample sample, int status, String mark) {}

  Sent send(Broker broker, Sample sample) {
    var plain = "{" + sample.members() + "}";
    var keyed = "{\"workflow_key\":" + quoted(sample.key()) + "," + sample.members() + "}";
    var key = bytes(sample.key());
    return switch (this) {
      case SINGLE ->
        new Sent(
            this, sample, Service.post(Service.actionsPath(sample.key()), plain).status(), "");
      case ARRAY -> new Sent(this, sample, bulk("application/json", "[" + keyed + "]"), "");
      case NDJSON -> new Sent(this, sample, bulk("application/x-ndjson", keyed), "");
      case PLAIN -> new Sent(this, sample, 0, broker.send(key, bytes(plain), Map.of()));
      case STRUCTURED ->
        new Sent(
            this,
            sample,
            0,
            broker.send(
                key,
                bytes(sample.event("\"data\":" + sample.payload())),
                Map.of("content-type", CLOUD_EVENT)));
      case BINARY ->
        new Sent(
            this,
            sample,
            0,
            broker.send(key, bytes(sample.payload()), attributes(sample.key(), Map.of())));
    };
  }

  private static int bulk(String type, String body) {
    var text = Service.post("/v1/actions", type, bytes(body)).text().strip();
    var outcome = text.startsWith("[") ? Service.json(text).get(0) : Service.json(text);
    return outcome.get("status").asInt();
  }

  static Map<String, String> attributes(String key, Map<String, String> more) {
    var attributes = new HashMap<>(more);
    attributes.putAll(Map.of(
        "ce_specversion", "1.0",
        "ce_id", "a",
        "ce_source", "/s",
        "ce_type", "t",
        "ce_subject", key,
        "ce_reducer", "document"));
    return attributes;
  }

  static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
