package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.action.Entrance.Sample;
import dev.purereducer.json.JsonText;
import dev.purereducer.testkit.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The ways out of the service, for a workflow with one action. */
final class Exits {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Exits() {}

  /** All exits have the workflow's one action and its state. */
  static void assertReadable(Sample sample) {
    var what = sample.toString();
    var path = "/v1/workflows/" + Service.encoded(sample.key());
    await(what)
        .pollDelay(Duration.ZERO)
        .atMost(SOON)
        .until(() -> Service.get(path + "?consistency=strong").status() == 200);
    var projected = await(what)
        .pollDelay(Duration.ZERO)
        .atMost(SOON)
        .until(
            () -> Service.get(path),
            reply -> reply.status() == 200 && "projection".equals(reply.header("X-Source")));
    assertEquals(sample.key(), projected.json().get("workflow_key").asText());
    var verified = Service.post(path + "/verify", "");
    assertEquals("true", verified.json().get("consistent").asText(), what + verified.text());
    var history = Service.get(path + "/history").json().get("items");
    assertEquals(1, history.size(), what);
    var id = history.get(0).get("action_id").asText();
    var outcome = Service.get(
        "/v1/actions/" + Service.encoded(id) + "?workflow_key=" + Service.encoded(sample.key()));
    assertEquals(200, outcome.status(), what);
    var atVersion = Service.get(path + "?at_version=1");
    assertEquals(200, atVersion.status(), what);
    var state = atVersion.text();
    state = state.substring(state.indexOf("\"state\":") + 8, state.length() - 1);
    assertEquals(JsonText.parse(bytes(sample.payload())), JsonText.parse(bytes(state)), what);
    assertTrue(firstEvent(path).contains("\"version\":1"), what);
  }

  private static String firstEvent(String path) {
    var request = HttpRequest.newBuilder(Service.uri(path + "/events?after=0"))
        .timeout(SOON)
        .build();
    try (var client = HttpClient.newHttpClient()) {
      var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
      try (var lines = response.body()) {
        return lines.filter(line -> line.startsWith("data:")).findFirst().orElse("");
      } finally {
        client.shutdownNow();
      }
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
