package dev.purereducer.trace;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Producer of {@link Tracing}, with an OTLP exporter if a collector is configured. */
@Singleton
@RegisterForReflection(classNames = TracingFactory.SENDER)
class TracingFactory {
  /** Loaded by name, so a native executable needs it registered. */
  static final String SENDER =
      "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider";

  /** Capacity of the export queue; further spans are dropped. */
  private static final int MAX_QUEUED_SPANS = 4_096;

  private static final int MAX_BATCH_SPANS = 512;
  private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);

  private static final int AFTER_RELAY = Interceptor.Priority.LIBRARY_AFTER + 100;

  private @Nullable SdkTracerProvider provider;

  @Produces
  @Singleton
  Tracing tracing(
      TraceConfig traceConfig,
      Config config,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    return OtlpSettings.of(config, traceConfig.endpoint(), application)
        .map(settings -> started(settings, traceConfig.ratio()))
        .orElse(Tracing.OFF);
  }

  private Tracing started(OtlpSettings settings, double ratio) {
    var opened = provider(settings.resourceAttributes(), batchProcessor(settings));
    provider = opened;
    return Tracing.on(opened.get("dev.purereducer"), ratio);
  }

  /** Flushes the queue after everything that creates spans has stopped. */
  void onStop(@Observes @Priority(AFTER_RELAY) ShutdownEvent event) {
    if (provider != null) {
      provider.shutdown().join(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Samples every span: {@link Tracing} has decided before it starts one. */
  static SdkTracerProvider provider(
      Map<String, String> resourceAttributes, SpanProcessor processor) {
    var attributes = Attributes.builder();
    resourceAttributes.forEach(attributes::put);
    return SdkTracerProvider.builder()
        .setResource(Resource.create(attributes.build()))
        .setSampler(Sampler.alwaysOn())
        .addSpanProcessor(processor)
        .build();
  }

  private static SpanProcessor batchProcessor(OtlpSettings settings) {
    var exporter = OtlpHttpSpanExporter.builder()
        .setEndpoint(settings.tracesEndpoint())
        .setHeaders(settings::headers)
        .setConnectTimeout(EXPORT_TIMEOUT)
        .setTimeout(EXPORT_TIMEOUT)
        .setMeterProvider(MeterProvider.noop())
        .build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(MAX_QUEUED_SPANS)
        .setMaxExportBatchSize(MAX_BATCH_SPANS)
        .setScheduleDelay(EXPORT_INTERVAL)
        .setExporterTimeout(EXPORT_TIMEOUT)
        .build();
  }
}
