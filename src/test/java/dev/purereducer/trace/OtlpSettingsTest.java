package dev.purereducer.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpSettingsTest {
  private static final Map<String, String> ENDPOINT =
      Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");

  @Test
  void endpoint_withoutAny_isEmpty() {
    assertEquals(Optional.empty(), OtlpSettings.of(config(Map.of()), Optional.empty(), "app"));
    assertEquals(
        Optional.empty(),
        OtlpSettings.of(
            config(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "")), Optional.empty(), "app"));
  }

  @Test
  void endpoint_ofTheEnvironment_isABaseUrl() {
    assertEquals("http://collector:4318/v1/traces", settings(ENDPOINT).tracesEndpoint());
    assertEquals(
        "http://collector/otlp/v1/traces",
        settings(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector/otlp")).tracesEndpoint());
  }

  @Test
  void endpoint_forTraces_isUsedAsItIs() {
    var environment = Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4318/custom");

    assertEquals("http://traces:4318/custom", settings(environment).tracesEndpoint());
  }

  @Test
  void endpoint_ofTheService_winsOverTheEnvironment() {
    var environment = Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4318/custom");

    var settings = OtlpSettings.of(config(environment), Optional.of("http://own:4318"), "app");

    assertEquals("http://own:4318/v1/traces", settings.orElseThrow().tracesEndpoint());
  }

  @Test
  void endpoint_asSystemProperty_isRead() {
    var config = new SmallRyeConfigBuilder()
        .withDefaultValue("otel.exporter.otlp.endpoint", "http://collector:4318")
        .build();

    var settings = OtlpSettings.of(config, Optional.empty(), "app");

    assertEquals("http://collector:4318/v1/traces", settings.orElseThrow().tracesEndpoint());
  }

  @Test
  void headers_areSplitAtCommasAndPercentDecoded() {
    var environment =
        with("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%2Cb, Authorization=Basic+a%3D=");

    assertEquals(
        Map.of("api-key", "a,b", "Authorization", "Basic+a=="),
        settings(environment).headers());
  }

  @Test
  void headers_forTraces_replaceTheGeneralOnes() {
    var environment = Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
        "OTEL_EXPORTER_OTLP_HEADERS", "a=1",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2");

    assertEquals(Map.of("b", "2"), settings(environment).headers());
  }

  @Test
  void headers_thatAreInvalid_areIgnored() {
    assertEquals(Map.of(), settings(with("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b")).headers());
  }

  @Test
  void serviceName_isTheApplicationByDefault() {
    assertEquals("app", settings(ENDPOINT).resourceAttributes().get("service.name"));
  }

  @Test
  void serviceName_ofTheResourceAttributes_winsOverTheDefault() {
    var environment = with("OTEL_RESOURCE_ATTRIBUTES", "service.name=orders,region=eu%20west");

    var attributes = settings(environment).resourceAttributes();

    assertEquals("orders", attributes.get("service.name"));
    assertEquals("eu west", attributes.get("region"));
  }

  @Test
  void serviceName_ofItsOwnVariable_winsOverTheResourceAttributes() {
    var environment = Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
        "OTEL_RESOURCE_ATTRIBUTES", "service.name=orders",
        "OTEL_SERVICE_NAME", "payments");

    assertEquals("payments", settings(environment).resourceAttributes().get("service.name"));
  }

  @Test
  void serviceInstanceId_ofTheResourceAttributes_replacesTheRandomOne() {
    var environment = with("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=pod-1");

    assertEquals("pod-1", settings(environment).resourceAttributes().get("service.instance.id"));
  }

  @Test
  void pairs_withEmptyMembers_skipThem() {
    assertEquals(Map.of("a", "1", "b", ""), OtlpSettings.parsePairs(" a = 1 ,, b="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=1", "a=1,b", "a=%zz", "a=%2"})
  void pairs_thatAreInvalid_areRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> OtlpSettings.parsePairs(text));
  }

  private static Map<String, String> with(String name, String value) {
    return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", name, value);
  }

  private static OtlpSettings settings(Map<String, String> environment) {
    return OtlpSettings.of(config(environment), Optional.empty(), "app").orElseThrow();
  }

  private static SmallRyeConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withSources(new EnvConfigSource(environment, 300))
        .build();
  }
}
