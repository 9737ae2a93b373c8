package dev.purereducer.testkit;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import org.eclipse.microprofile.config.ConfigProvider;

/** Protocols of the HTTP port. */
public enum Protocol {
  HTTP_1_1(HttpVersion.HTTP_1_1, false),
  HTTP_2_CLEAR_TEXT(HttpVersion.HTTP_2, false),
  HTTP_2_TLS(HttpVersion.HTTP_2, true);

  private final HttpVersion version;
  private final boolean tls;

  Protocol(HttpVersion version, boolean tls) {
    this.version = version;
    this.tls = tls;
  }

  public boolean isMultiplexed() {
    return version == HttpVersion.HTTP_2;
  }

  /** Options of a client that sends all its HTTP/2 requests over one connection. */
  HttpClientOptions options() {
    return new HttpClientOptions()
        .setProtocolVersion(version)
        .setHttp2ClearTextUpgrade(false)
        .setSsl(tls)
        .setUseAlpn(tls)
        .setTrustAll(tls)
        .setVerifyHost(false)
        .setMaxPoolSize(64)
        .setHttp2MaxPoolSize(1)
        .setDefaultHost("127.0.0.1")
        .setDefaultPort(port());
  }

  private int port() {
    return ConfigProvider.getConfig(Protocol.class.getClassLoader())
        .getValue(tls ? "quarkus.http.ssl-port" : "quarkus.http.port", Integer.class);
  }
}
