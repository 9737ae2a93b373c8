package dev.purereducer.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Registry of the background loops' heartbeats: the time at which each loop last finished a step. A
 * loop that hangs or keeps failing records none.
 */
@ApplicationScoped
public class Heartbeats {
  private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();
  private volatile Consumer<String> listener = _ -> {};

  public void record(String loop) {
    if (lastNanos.put(loop, System.nanoTime()) == null) {
      listener.accept(loop);
    }
  }

  /** Calls the listener for every loop, present and future; for some loops more than once. */
  public void onAdded(Consumer<String> listener) {
    this.listener = listener;
    lastNanos.keySet().forEach(listener);
  }

  public void remove(String loop) {
    lastNanos.remove(loop);
  }

  /** Time since each running loop's last heartbeat, by the name of the loop. */
  public Map<String, Duration> ages() {
    long now = System.nanoTime();
    Map<String, Duration> ages = new TreeMap<>();
    lastNanos.forEach((loop, at) -> ages.put(loop, Duration.ofNanos(Math.max(0, now - at))));
    return ages;
  }
}
