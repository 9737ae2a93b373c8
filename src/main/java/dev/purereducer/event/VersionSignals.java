package dev.purereducer.event;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Notifies waiting readers of the versions that this instance has just materialized. */
@ApplicationScoped
public class VersionSignals {
  private record VersionListener(long version, CompletableFuture<Void> reached) {}

  private final Map<String, List<VersionListener>> waiters = new ConcurrentHashMap<>();

  /** Signals that the read model of {@code workflowKey} has reached {@code version}. */
  public void applied(String workflowKey, long version) {
    if (!waiters.containsKey(workflowKey)) {
      return;
    }
    List<VersionListener> due = new ArrayList<>();
    waiters.computeIfPresent(workflowKey, (_, waiting) -> {
      waiting.stream().filter(waiter -> waiter.version <= version).forEach(due::add);
      waiting.removeAll(due);
      return waiting.isEmpty() ? null : waiting;
    });
    due.forEach(waiter -> waiter.reached.complete(null));
  }

  /** Completes at the first signal of {@code version} or later that comes after this call. */
  public Uni<Void> reached(String workflowKey, long version) {
    var waiter = new VersionListener(version, new CompletableFuture<>());
    waiters.compute(workflowKey, (_, waiting) -> {
      var all = waiting == null ? new ArrayList<VersionListener>() : waiting;
      all.add(waiter);
      return all;
    });
    return Uni.createFrom()
        .completionStage(waiter.reached)
        .onTermination()
        .invoke(() -> forget(workflowKey, waiter));
  }

  /** The workflows with waiting readers. */
  public Set<String> waitingFor() {
    return Set.copyOf(waiters.keySet());
  }

  /** The number of waiting readers. */
  public int waiting() {
    return waiters.values().stream().mapToInt(List::size).sum();
  }

  private void forget(String workflowKey, VersionListener waiter) {
    waiters.computeIfPresent(workflowKey, (_, waiting) -> {
      waiting.remove(waiter);
      return waiting.isEmpty() ? null : waiting;
    });
  }
}
