package dev.purereducer.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** When each loop last finished a step. A loop that hangs or keeps failing stops beating. */
@ApplicationScoped
public class Heartbeats {
  private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();
  private volatile Consumer<String> newcomers = _ -> {};

  public void record(String loop) {
    if (lastNanos.put(loop, System.nanoTime()) == null) {
      newcomers.accept(loop);
    }
  }

  /** Tells the name of each loop, those that run and those to come; of some more than once. */
  public void onAdded(Consumer<String> listener) {
    newcomers = listener;
    lastNanos.keySet().forEach(listener);
  }

  public void remove(String loop) {
    lastNanos.remove(loop);
  }

  /** How long ago each running loop finished its last step. */
  public Map<String, Duration> ages() {
    long now = System.nanoTime();
    Map<String, Duration> ages = new TreeMap<>();
    lastNanos.forEach((loop, at) -> ages.put(loop, Duration.ofNanos(Math.max(0, now - at))));
    return ages;
  }
}
