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

/** Gauges of the hottest keys by rank. {@link HotKeysResource} has the keys themselves. */
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
      int keyRank = rank;
      gauge(
          "share",
          rank,
          "Share of this instance's actions that are for one key",
          it -> share(it, keyRank));
      gauge(
          "conflicts",
          rank,
          "Version conflicts of one key in the window",
          it -> conflicts(it, keyRank));
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
