package dev.purereducer.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.chaos.ClientStats.Happening;
import dev.purereducer.chaos.Journal.Consistency;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Requests to one instance, each tried once. */
final class HttpActions {
  private static final Duration MAX_ANSWER = Duration.ofSeconds(8);
  private static final Optional<String> PROJECTION = Optional.of("projection");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The version and value that a read has shown.
   *
   * @param projected taken from the read model, and not from the canonical store
   */
  record Shown(long version, long value, boolean projected) {}

  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2))
      .build();
  private final ClientStats tally;

  HttpActions(ClientStats tally) {
    this.tally = tally;
  }

  /** Empty when nobody knows what became of it, or when it is to be sent again. */
  Optional<KnownOutcome> send(String address, Action action) throws InterruptedException {
    var request = request(address + "/v1/workflows/" + action.workflowKey() + "/actions")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(action.json()));
    if (action.expectedVersion() != null) {
      request.header("If-Match", "\"" + action.expectedVersion() + "\"");
    }
    return exchange(request.build()).flatMap(this::told);
  }

  private Optional<KnownOutcome> told(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> {
        boolean replayed = response.headers().firstValue("Idempotency-Replayed").isPresent();
        tally.count(replayed ? Happening.REPLAYED : Happening.ANSWERED);
        yield Optional.of(new KnownOutcome.Committed(version(response)));
      }
      case 412 -> {
        tally.count(Happening.ANSWERED);
        yield Optional.of(new KnownOutcome.Stale(version(response)));
      }
      default -> notTold(response);
    };
  }

  /** Many actions in one request: what was told of each, by id; without those to be sent again. */
  Map<String, KnownOutcome> sendAll(String address, List<Action> actions)
      throws InterruptedException {
    var lines = actions.stream().map(Action::json).collect(Collectors.joining("\n"));
    var request = request(address + "/v1/actions")
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofString(lines));
    Map<String, KnownOutcome> told = new HashMap<>();
    exchange(request.build()).ifPresent(response -> toldAll(response, told));
    return told;
  }

  private void toldAll(HttpResponse<String> response, Map<String, KnownOutcome> told) {
    if (response.statusCode() != 200) {
      notTold(response);
      return;
    }
    response.body().lines().forEach(line -> {
      var outcome = json(line);
      int status = outcome.path("status").asInt();
      if (status == 200) {
        tally.count(outcome.has("replayed") ? Happening.REPLAYED : Happening.IN_BULK);
        told.put(
            outcome.path("action_id").asText(),
            new KnownOutcome.Committed(outcome.path("version").asLong()));
      } else {
        notTold(status, line);
      }
    });
  }

  /** Empty when it is to be asked again. */
  Optional<Shown> read(String address, String key, Consistency consistency, long atLeast)
      throws InterruptedException {
    var query = switch (consistency) {
      case STRONG -> "?consistency=strong";
      case EVENTUAL -> "";
      case AT_LEAST -> "?max_wait_ms=2000&min_version=" + atLeast;
    };
    var request = request(address + "/v1/workflows/" + key + query).GET();
    return exchange(request.build()).flatMap(this::shown);
  }

  private Optional<Shown> shown(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> {
        var body = json(response);
        boolean projected = response.headers().firstValue("X-Source").equals(PROJECTION);
        yield Optional.of(new Shown(
            body.path("version").asLong(), body.path("indices").path("value").asLong(), projected));
      }
      case 404 -> Optional.of(new Shown(0, 0, false));
      case 409 -> Optional.of(new Shown(json(response).path("version").asLong(), 0, false));
      default -> notTold(response);
    };
  }

  private <T> Optional<T> notTold(HttpResponse<String> response) {
    notTold(response.statusCode(), response.body());
    return Optional.empty();
  }

  private void notTold(int status, String body) {
    if (status == 429 || status == 503) {
      tally.count(Happening.REFUSED);
    } else {
      tally.strange(status + " " + body);
    }
  }

  private Optional<HttpResponse<String>> exchange(HttpRequest request) throws InterruptedException {
    try {
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (ConnectException e) {
      tally.count(Happening.NOT_CONNECTED);
    } catch (HttpTimeoutException e) {
      tally.failed(Happening.TIMED_OUT, request, e);
    } catch (IOException e) {
      tally.failed(Happening.CUT, request, e);
    }
    return Optional.empty();
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(MAX_ANSWER);
  }

  private static long version(HttpResponse<String> response) {
    return json(response).path("version").asLong();
  }

  private static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
