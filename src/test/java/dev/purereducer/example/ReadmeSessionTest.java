package dev.purereducer.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's first session, each command run by a shell against the service of the tests. */
@QuarkusTest
class ReadmeSessionTest {
  private static final Pattern SESSION = Pattern.compile("(?s)\n## A first session\n(.*?)\n## ");
  private static final Pattern COMMAND = Pattern.compile("(?m)^curl .*$");

  @TestHTTPResource
  URI service;

  @BeforeAll
  static void curl_isInstalled() throws InterruptedException {
    try {
      assumeTrue(new ProcessBuilder("curl", "--version").start().waitFor() == 0);
    } catch (IOException e) {
      assumeTrue(false, "curl is not installed");
    }
  }

  @Test
  void readmeSession_showsWhatTheReadmeSays() throws Exception {
    var commands = commands();
    List<String> outputs = new ArrayList<>();
    for (var command : commands) {
      outputs.add(isStream(command) ? firstLine(command) : output(command));
    }

    assertEquals(7, outputs.size(), commands::toString);
    assertCommitted(1, outputs.get(0));
    assertCommitted(1, outputs.get(1));
    assertFalse(outputs.get(0).contains("Idempotency-Replayed"), outputs.get(0));
    assertTrue(outputs.get(1).contains("Idempotency-Replayed: true"), outputs.get(1));
    assertCommitted(2, outputs.get(2));
    assertTrue(outputs.get(2).contains("\"state\":"), outputs.get(2));
    assertTrue(outputs.get(3).contains("\"version\":2"), outputs.get(3));
    assertTrue(outputs.get(4).contains("\"action_id\":\"a2\""), outputs.get(4));
    assertTrue(outputs.get(5).contains("\"findings\":[]"), outputs.get(5));
    assertEquals("id:1", outputs.get(6));
  }

  private List<String> commands() throws IOException {
    var session = SESSION.matcher(Files.readString(Path.of("README.md")));
    assertTrue(session.find());
    return COMMAND
        .matcher(session.group(1))
        .results()
        .map(command -> command.group().replace("localhost:8080", service.getAuthority()))
        .toList();
  }

  private static boolean isStream(String command) {
    return command.contains("/events");
  }

  private static void assertCommitted(long version, String output) {
    assertTrue(output.contains("\"outcome\":\"committed\""), output);
    assertTrue(output.contains("\"version\":" + version), output);
  }

  private static String output(String command) throws IOException, InterruptedException {
    var process = start(command);
    var output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static String firstLine(String command) throws IOException {
    var process = start(command);
    try (var reader = process.inputReader()) {
      return reader.readLine();
    } finally {
      process.destroy();
    }
  }

  private static Process start(String command) throws IOException {
    return new ProcessBuilder("sh", "-c", "exec " + command)
        .redirectErrorStream(true)
        .start();
  }
}
