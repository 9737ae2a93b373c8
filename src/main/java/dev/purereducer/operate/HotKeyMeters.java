package dev.purereducer.operate;

import dev.purereducer.hotkey.HotKeyReport;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/** The hottest keys as gauges by rank: which keys they are is for {@link HotKeysResource} to say. */
@ApplicationScoped
public class HotKeyMeters {
  private final HotKeys hotKeys;
  private final HotKeysConfig config;
  private final MeterRegistry registry;

  HotKeyMeters(HotKeys hotKeys, HotKeysConfig config, MeterRegistry registry) {
    this.hotKeys = hotKeys;
    this.config = config;
    this.registry = registry;
  }

  void start(@Observes StartupEvent event) {
    for (int rank = 1; rank <= config.exportedRanks(); rank++) {
      int at = rank;
      gauge("share", rank, "Part of all actions here that one key has", it -> share(it, at));
      gauge("conflicts", rank, "Races lost for one key, in a window", it -> conflicts(it, at));
    }
  }

  private static double share(HotKeyReport report, int rank) {
    var keys = report.byActions(rank);
    return keys.size() < rank ? 0 : report.share(keys.getLast().actions().upperBound());
  }

  private static double conflicts(HotKeyReport report, int rank) {
    var keys = report.byConflicts(rank);
    return keys.size() < rank ? 0 : keys.getLast().conflicts().upperBound();
  }

  private void gauge(
      String name, int rank, String description, ToDoubleFunction<HotKeyReport> value) {
    Gauge.builder("purereducer.hot.key." + name, hotKeys, it -> value.applyAsDouble(it.report()))
        .description(description)
        .tag("rank", Integer.toString(rank))
        .register(registry);
  }
}
