package dev.purereducer.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/bin/purereducer} against the running service. */
@QuarkusTest
class CommandLineTest {
  private static final String ADD_TWO = "{\"add\": 2}";

  private record CommandResult(int status, String out, String err) {}

  @TestHTTPResource
  URI service;

  private final String key = "cli test:" + UUID.randomUUID();

  @BeforeAll
  static void assumeToolsInstalled() throws InterruptedException {
    for (var tool : List.of("bash", "curl", "jq")) {
      assumeTrue(isInstalled(tool), tool + " is not installed");
    }
  }

  private static boolean isInstalled(String tool) throws InterruptedException {
    try {
      return new ProcessBuilder(tool, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void sentAction_isShownByTheReadCommands() throws Exception {
    var sent = run("send", key, "counter", ADD_TWO, "--id", "a1", "--state");
    assertEquals(0, sent.status(), sent.err());
    assertTrue(sent.out().contains("\"version\":1"), sent.out());

    var again = run("send", key, "counter", ADD_TWO, "--id", "a1");
    assertTrue(again.out().contains("\"version\":1"), again.out());

    assertTrue(run("get", key, "--min-version", "1").out().contains("\"value\""));
    assertTrue(run("get", key, "--strong").out().contains("\"version\":1"));
    assertEquals(1, run("history", key).out().lines().count());
    assertTrue(run("history", key, "--at", "1").out().contains("\"state\""));
    assertTrue(run("verify", key).out().contains("\"consistent\":true"));
    assertTrue(run("lag").out().startsWith("PROJECTION\t"));
    assertEquals(0, run("dead-letters", "--state", "open", "--limit", "1").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"share", "actions", "conflicts"})
  void hotKeys_areListedInEachOrderOfTheHelp(String order) throws Exception {
    assertTrue(run("help").out().contains(order));

    var listed = run("hot-keys", "--by", order, "--limit", "1");

    assertEquals(0, listed.status(), listed.err());
    assertTrue(listed.out().contains("\"items\""), listed.out());
  }

  @Test
  void watch_printsTheReadModelOfEachChangeFromTheEventStream() throws Exception {
    run("send", key, "counter", ADD_TWO);
    run("get", key, "--min-version", "1");
    var process = command(Map.of("PUREREDUCER_URL", service.toString()), List.of("watch", key));
    try (var lines = process.inputReader()) {
      assertTrue(lines.readLine().contains("\"version\":1"));

      run("send", key, "counter", ADD_TWO);

      assertTrue(lines.readLine().contains("\"version\":2"));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** Other tests may have left corrupt workflows; the exit status is then 4. */
  @Test
  void rebuild_continuesToTheLastPage() throws Exception {
    run("send", key, "counter", ADD_TWO);

    var rebuilt = run("rebuild");

    assertTrue(rebuilt.err().matches("rebuilt [1-9][0-9]*, failed [0-9]+\\n"), rebuilt.err());
    assertEquals(rebuilt.err().endsWith(", failed 0\n") ? 0 : 4, rebuilt.status());
  }

  @Test
  void largeNumber_isSentUnchanged() throws Exception {
    var sent = run("send", key, "counter", "{\"set\": 9007199254740993}", "--state");

    assertTrue(sent.out().contains("9007199254740993"), sent.out());
  }

  @Test
  void refusal_printsItsReasonAndExitsWith1() throws Exception {
    var missing = run("get", key);
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("404"), missing.err());

    run("send", key, "counter", ADD_TWO);
    var stale = run("send", key, "counter", ADD_TWO, "--if-version", "7");
    assertEquals(1, stale.status());
    assertTrue(stale.err().contains("412"), stale.err());
  }

  @Test
  void wrongUsage_exitsWith2() throws Exception {
    assertEquals(2, run("frobnicate").status());
    assertEquals(2, run("send", key).status());
    assertEquals(2, run("send", key, "counter", "{bad").status());
    assertEquals(2, run("get", key, "--nonsense").status());
    assertEquals(2, run("get", key, "--min-version").status());
  }

  @Test
  void unreachableService_exitsWith3AndPrintsHowToRetry() throws Exception {
    var lost = run(
        Map.of("PUREREDUCER_URL", "http://127.0.0.1:1"),
        List.of("send", key, "counter", ADD_TWO, "--id", "a7"));

    assertEquals(3, lost.status());
    assertTrue(lost.err().contains("--id a7"), lost.err());
  }

  @Test
  void token_isSentAsBearerToken() throws Exception {
    var authorization = new AtomicReference<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
    });
    server.start();
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      var refused =
          run(Map.of("PUREREDUCER_URL", url, "PUREREDUCER_TOKEN", "t0ken"), List.of("hot-keys"));
      assertEquals(1, refused.status());
      assertTrue(refused.err().contains("PUREREDUCER_TOKEN"), refused.err());
    } finally {
      server.stop(0);
    }
    assertEquals("Bearer t0ken", authorization.get());
  }

  private CommandResult run(String... arguments) throws Exception {
    return run(Map.of("PUREREDUCER_URL", service.toString()), List.of(arguments));
  }

  private static CommandResult run(Map<String, String> environment, List<String> arguments)
      throws Exception {
    var process = command(environment, arguments);
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandResult(process.waitFor(), out, err);
  }

  private static Process command(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("deploy/bin/purereducer"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }
}
