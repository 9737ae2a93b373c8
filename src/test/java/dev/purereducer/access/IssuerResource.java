package dev.purereducer.access;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An HTTP server that publishes the JWKS of an issuer with two keys. */
public class IssuerResource implements QuarkusTestResourceLifecycleManager {
  private final Issuer first = Issuer.fresh("first");
  private final Issuer second = Issuer.fresh("second");
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    var keys = Issuer.json(Map.of("keys", List.of(first.jwk(), second.jwk())))
        .getBytes(StandardCharsets.UTF_8);
    server.createContext("/jwks", exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(200, keys.length);
      exchange.getResponseBody().write(keys);
      exchange.close();
    });
    server.start();
    return Map.of(
        "purereducer.auth",
        "jwt",
        "mp.jwt.verify.publickey.location",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks",
        "mp.jwt.verify.issuer",
        Issuer.NAME,
        "mp.jwt.verify.audiences",
        Issuer.AUDIENCE);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(List.of(first, second), new TestInjector.MatchesType(List.class));
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
