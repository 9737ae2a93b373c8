package dev.purereducer.operate;

import dev.purereducer.hotkey.HotKey;
import dev.purereducer.hotkey.HotKeyReport;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
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
    for (int rank = 1; rank <= config.top(); rank++) {
      int keys = rank;
      gauge("share", "The part of this process's actions that one key has", rank, report -> {
        return at(keys, report.byActions(keys), key -> report.share(key.actions().most()));
      });
      gauge("conflicts", "Races lost for one key, in the window of hot keys", rank, report -> {
        return at(keys, report.byLostRaces(keys), key -> key.lostRaces().most());
      });
    }
  }

  private void gauge(
      String name, String description, int rank, ToDoubleFunction<HotKeyReport> value) {
    Gauge.builder("purereducer.hot.key." + name, hotKeys, it -> value.applyAsDouble(it.report()))
        .description(description)
        .tag("rank", Integer.toString(rank))
        .register(registry);
  }

  private static double at(int rank, List<HotKey> keys, ToDoubleFunction<HotKey> value) {
    return keys.size() < rank ? 0 : value.applyAsDouble(keys.get(rank - 1));
  }
}
