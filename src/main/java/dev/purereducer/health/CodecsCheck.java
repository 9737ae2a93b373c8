package dev.purereducer.health;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * Wellness check of Kafka's compression codecs, tried once at start. Those of zstd and snappy are
 * native libraries, which are unpacked to the {@link CodecFolder} and executed there.
 */
@Wellness
@ApplicationScoped
public class CodecsCheck implements HealthCheck {
  private static final List<CompressionType> CODECS = List.of(
      CompressionType.GZIP, CompressionType.LZ4, CompressionType.SNAPPY, CompressionType.ZSTD);

  private static final Logger LOG = Logger.getLogger(CodecsCheck.class);

  private volatile Map<String, String> unavailable = Map.of();

  /** Runs in a separate thread, because unpacking the libraries takes time. */
  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("codecs-check").start(this::tryCodecs);
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("codecs").status(unavailable.isEmpty());
    unavailable.forEach(response::withData);
    return response.build();
  }

  void tryCodecs() {
    Map<String, String> failures = new TreeMap<>();
    for (var codec : CODECS) {
      tryCodec(codec, failures);
    }
    unavailable = failures;
  }

  private static void tryCodec(CompressionType codec, Map<String, String> failures) {
    try (var out = Compression.of(codec)
        .build()
        .wrapForOutput(new ByteBufferOutputStream(64), RecordBatch.CURRENT_MAGIC_VALUE)) {
      out.write(1);
    } catch (Throwable failure) {
      // an Error, if a library cannot be loaded
      failures.put(codec.name, failure.getClass().getSimpleName());
      LOG.errorf(
          "codec=%s cannot be loaded, so a partition with a record compressed with it is not read: make"
              + " the directory %s executable, or set -Djava.io.tmpdir to one that is: %s",
          codec.name, System.getProperty("java.io.tmpdir"), failure);
    }
  }
}
