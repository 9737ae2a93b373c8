package dev.purereducer.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.ClientStats.RequestResult;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.testkit.TestHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Actions and reads over REST; each call is one attempt at one instance, and is counted. */
final class HttpActions {
  private static final Optional<String> PROJECTION = Optional.of("projection");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Version and value of a read.
   *
   * @param projected whether the read model was the source, not the canonical store
   */
  record ReadReply(long version, long value, boolean projected) {}

  private final TestHttpClient http =
      new TestHttpClient(Duration.ofSeconds(2), Duration.ofSeconds(8));
  private final ClientStats stats;

  HttpActions(ClientStats stats) {
    this.stats = stats;
  }

  /** Empty if the outcome is unknown or the action was refused, so that it must be sent again. */
  Optional<KnownOutcome> send(String address, Action action) {
    var request = TestHttpClient.postJson(
        address + "/v1/workflows/" + action.workflowKey() + "/actions", action.json());
    if (action.expectedVersion() != null) {
      request.header("If-Match", "\"" + action.expectedVersion() + "\"");
    }
    return exchange(request).flatMap(response -> outcome(address, response));
  }

  private Optional<KnownOutcome> outcome(String address, HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> {
        boolean replayed = response.headers().firstValue("Idempotency-Replayed").isPresent();
        if (replayed) {
          stats.increment(RequestResult.REPLAYED);
        } else {
          stats.completed(address);
        }
        yield Optional.of(new KnownOutcome.Committed(version(response)));
      }
      case 412 -> {
        stats.completed(address);
        yield Optional.of(new KnownOutcome.PreconditionFailed(version(response)));
      }
      default -> countFailure(response);
    };
  }

  /** Sends a bulk request; the outcomes by action id, without the actions to be sent again. */
  Map<String, KnownOutcome> sendAll(String address, List<Action> actions) {
    var lines = actions.stream().map(Action::json).collect(Collectors.joining("\n"));
    var request = TestHttpClient.post(
        address + "/v1/actions", "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    Map<String, KnownOutcome> outcomes = new HashMap<>();
    exchange(request).ifPresent(response -> addOutcomes(response, outcomes));
    return outcomes;
  }

  private void addOutcomes(HttpResponse<String> response, Map<String, KnownOutcome> outcomes) {
    if (response.statusCode() != 200) {
      countFailure(response);
      return;
    }
    response.body().lines().forEach(line -> {
      var item = json(line);
      int status = item.path("status").asInt();
      if (status == 200) {
        boolean replayed = item.has("replayed");
        stats.increment(replayed ? RequestResult.REPLAYED : RequestResult.COMPLETED_IN_BULK);
        outcomes.put(
            item.path("action_id").asText(),
            new KnownOutcome.Committed(item.path("version").asLong()));
      } else {
        countFailure(status, line);
      }
    });
  }

  /** Empty if the read failed and may be repeated. */
  Optional<ReadReply> read(String address, String key, Consistency consistency, long atLeast) {
    var query = switch (consistency) {
      case STRONG -> "?consistency=strong";
      case EVENTUAL -> "";
      case AT_LEAST -> "?max_wait_ms=2000&min_version=" + atLeast;
    };
    return exchange(TestHttpClient.get(address + "/v1/workflows/" + key + query))
        .flatMap(this::readReply);
  }

  private Optional<ReadReply> readReply(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> {
        var body = json(response.body());
        boolean projected = response.headers().firstValue("X-Source").equals(PROJECTION);
        yield Optional.of(new ReadReply(
            body.path("version").asLong(), body.path("indices").path("value").asLong(), projected));
      }
      case 404 -> Optional.of(new ReadReply(0, 0, false));
      case 409 -> Optional.of(new ReadReply(version(response), 0, false));
      default -> countFailure(response);
    };
  }

  private <T> Optional<T> countFailure(HttpResponse<String> response) {
    countFailure(response.statusCode(), response.body());
    return Optional.empty();
  }

  private void countFailure(int status, String body) {
    if (status == 429 || status == 503) {
      stats.increment(RequestResult.REFUSED);
    } else {
      stats.unexpected(status + " " + body);
    }
  }

  private Optional<HttpResponse<String>> exchange(HttpRequest.Builder request) {
    try {
      return Optional.of(http.send(request));
    } catch (UncheckedIOException e) {
      switch (e.getCause()) {
        case ConnectException _ -> stats.increment(RequestResult.NOT_CONNECTED);
        case HttpTimeoutException timeout ->
          stats.failed(RequestResult.TIMED_OUT, request.build(), timeout);
        case IOException lost -> stats.failed(RequestResult.CONNECTION_LOST, request.build(), lost);
      }
      return Optional.empty();
    }
  }

  private static long version(HttpResponse<String> response) {
    return json(response.body()).path("version").asLong();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
