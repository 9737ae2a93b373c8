package dev.purereducer.access;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An HTTP server that publishes the keys of the test issuer (JWKS). */
public class IssuerResource implements QuarkusTestResourceLifecycleManager {
  private HttpServer server;

  /** The issuer with each of its published keys. */
  static List<Issuer> issuers() {
    return List.of(Issuer.shared(), Issuer.shared("second"));
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    var jwks = Map.of("keys", issuers().stream().map(Issuer::jwk).toList());
    var body = Issuer.json(jwks).getBytes(StandardCharsets.UTF_8);
    server.createContext("/jwks", exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
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
  public void stop() {
    server.stop(0);
  }
}
