package dev.purereducer.action;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Actions with their expected results, as data, for every transport. */
final class ActionCases {
  private ActionCases() {}

  /**
   * An action with its expected result.
   *
   * @param members the JSON of the action without its key, or other bytes if invalid
   * @param expected {@code committed@version}, or the code of the refusal
   */
  record Step(byte[] members, String expected) {}

  /** Actions for one new workflow, sent one after another. */
  record Case(String name, long finalVersion, List<Step> steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> ALL = List.of(
      new Case("commit", 1, List.of(step(action("a", "{}"), "committed@1"))),
      new Case(
          "several in order",
          3,
          List.of(
              step(action("a", "{\"add\":1}"), "committed@1"),
              step(action("b", "{\"set\":7}"), "committed@2"),
              step(action("c", "{\"add\":2}"), "committed@3"))),
      new Case(
          "duplicate",
          2,
          List.of(
              step(action("a", "{\"add\":1}"), "committed@1"),
              step(action("b", "{\"add\":1}"), "committed@2"),
              step(action("a", "{\"add\":1}"), "committed@1"))),
      new Case(
          "id reused with another payload",
          1,
          List.of(
              step(action("a", "{\"add\":1}"), "committed@1"),
              step(action("a", "{\"add\":2}"), "action-id-reused"))),
      new Case(
          "id reused with another reducer",
          1,
          List.of(
              step(action("a", "{}"), "committed@1"),
              step(
                  "{\"action_id\":\"a\",\"reducer\":\"document\",\"payload\":{}}",
                  "action-id-reused"))),
      new Case(
          "id reused with another type",
          1,
          List.of(
              step(action("a", "{}"), "committed@1"),
              step(action("a", "{}", "\"type\":\"x\""), "action-id-reused"))),
      new Case(
          "id reused with another expected version",
          1,
          List.of(
              step(action("a", "{}", "\"expected_version\":0"), "committed@1"),
              step(action("a", "{}", "\"expected_version\":0"), "committed@1"),
              step(action("a", "{}", "\"expected_version\":1"), "action-id-reused"),
              step(action("a", "{}"), "action-id-reused"))),
      new Case(
          "rejected by its reducer",
          1,
          List.of(
              step(action("a", "{\"add\":1}"), "committed@1"),
              step(action("b", "[]"), "bad-payload"))),
      new Case(
          "unknown reducer",
          0,
          List.of(step(
              "{\"action_id\":\"a\",\"reducer\":\"nope\",\"payload\":{}}", "unknown-reducer"))),
      new Case(
          "reducer of another workflow",
          1,
          List.of(
              step(action("a", "{}"), "committed@1"),
              step(
                  "{\"action_id\":\"b\",\"reducer\":\"document\",\"payload\":{}}",
                  "reducer-mismatch"))),
      new Case(
          "stale expected version",
          2,
          List.of(
              step(action("a", "{}"), "committed@1"),
              step(action("b", "{}", "\"expected_version\":0"), "stale-version"),
              step(action("c", "{}", "\"expected_version\":1"), "committed@2"))),
      new Case(
          "stale epoch",
          2,
          List.of(
              step(action("a", "{}", "\"epoch\":5,\"lease_id\":\"x\""), "committed@1"),
              step(action("b", "{}", "\"epoch\":4,\"lease_id\":\"x\""), "stale-epoch"),
              step(action("c", "{}", "\"epoch\":5,\"lease_id\":\"y\""), "stale-lease"),
              step(action("d", "{}", "\"epoch\":6,\"lease_id\":\"y\""), "committed@2"))),
      malformed("malformed", "{\"action_id\""),
      malformed("not an object", "[1]"),
      malformed("wrong types", "{\"action_id\":1,\"reducer\":\"counter\",\"payload\":{}}"),
      malformed("no payload", "{\"action_id\":\"a\",\"reducer\":\"counter\"}"),
      malformed("no reducer", "{\"action_id\":\"a\",\"payload\":{}}"),
      malformed("unknown member", action("a", "{}", "\"color\":1")),
      malformed("duplicate member", action("a", "{\"add\":1,\"add\":2}")),
      malformed("NaN", action("a", "{\"add\":NaN}")),
      malformed("digits of the stored form", action("a", "{\"extra\":1e-400}")),
      malformed("id of a CloudEvent", action("~a", "{}")),
      malformed("id that no path can name", action("..", "{}")),
      malformed("invisible character in the id", action("a\u200e", "{}")),
      malformed("too deep", action("a", "[".repeat(65) + "]".repeat(65))),
      malformed("huge exponent", action("a", "{\"add\":1e100000}")),
      malformed("deep nesting", action("a", "[".repeat(10_000) + "]".repeat(10_000))),
      malformed("U+0000", action("a", "{\"\\u0000\":1}")),
      new Case(
          "invalid UTF-8",
          0,
          List.of(new Step(
              action("a", "{\"\u00FF\":1}").getBytes(StandardCharsets.ISO_8859_1),
              "malformed-action"))),
      new Case(
          "invalid actions do not stop the others",
          2,
          List.of(
              step(action("a", "{}"), "committed@1"),
              step("{\"broken\"", "malformed-action"),
              step(action("b", "[]"), "bad-payload"),
              step(action("c", "{}"), "committed@2"))));

  private static Case malformed(String name, String text) {
    return new Case(name, 0, List.of(step(text, "malformed-action")));
  }

  private static Step step(String text, String expected) {
    return new Step(text.getBytes(StandardCharsets.UTF_8), expected);
  }

  private static String action(String id, String payload, @Nullable String... more) {
    var others = more.length == 0 ? "" : "," + String.join(",", more);
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":" + payload + others
        + "}";
  }
}
