package dev.purereducer.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Connects with the collector, where there is one. */
@Singleton
@RegisterForReflection(classNames = TracingFactory.SENDER)
class TracingFactory {
  /** The exporter finds it by its name; a native executable has only what is named to it. */
  static final String SENDER =
      "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider";

  /** Further ones are dropped. */
  private static final int MAX_WAITING_SPANS = 4_096;

  private static final int MAX_BATCH_SPANS = 512;
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration MAX_SEND = Duration.ofSeconds(5);

  /** For what is left at a stop. */
  private static final Duration MAX_FLUSH = Duration.ofSeconds(2);

  private static final int AFTER_THE_RELAY = Interceptor.Priority.LIBRARY_AFTER + 100;

  private @Nullable SdkTracerProvider provider;

  @Produces
  @Singleton
  Tracing tracing(
      TraceConfig config, @ConfigProperty(name = "quarkus.application.name") String service) {
    if (config.endpoint().isEmpty()) {
      return Tracing.OFF;
    }
    var opened = provider(service, sending(config.endpoint().get()));
    provider = opened;
    return Tracing.on(opened.get("dev.purereducer"), config.ratio());
  }

  /** When all those have stopped whose steps it sends. */
  void onStop(@Observes @Priority(AFTER_THE_RELAY) ShutdownEvent event) {
    if (provider != null) {
      provider.shutdown().join(MAX_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Samples nothing away: {@link Tracing} has decided before it begins a span. */
  static SdkTracerProvider provider(String service, SpanProcessor processor) {
    var attributes = Attributes.of(
        AttributeKey.stringKey("service.name"),
        service,
        AttributeKey.stringKey("service.instance.id"),
        UUID.randomUUID().toString());
    return SdkTracerProvider.builder()
        .setResource(Resource.create(attributes))
        .setSampler(Sampler.alwaysOn())
        .addSpanProcessor(processor)
        .build();
  }

  private static SpanProcessor sending(String endpoint) {
    var exporter = OtlpHttpSpanExporter.builder()
        .setEndpoint(endpoint.replaceAll("/+$", "") + "/v1/traces")
        .setConnectTimeout(MAX_SEND)
        .setTimeout(MAX_SEND)
        .setMeterProvider(MeterProvider.noop())
        .build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(MAX_WAITING_SPANS)
        .setMaxExportBatchSize(MAX_BATCH_SPANS)
        .setScheduleDelay(SEND_EVERY)
        .setExporterTimeout(MAX_SEND)
        .build();
  }
}
