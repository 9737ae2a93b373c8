package dev.purereducer.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** When each loop last finished a step. A loop that hangs or keeps failing stops beating. */
@ApplicationScoped
public class Heartbeats {
  private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

  public void beat(String loop) {
    lastNanos.put(loop, System.nanoTime());
  }

  public void forget(String loop) {
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
