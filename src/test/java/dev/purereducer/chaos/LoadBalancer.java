package dev.purereducer.chaos;

import dev.purereducer.chaos.TestCluster.Member;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Load balancer by readiness: supplies the addresses of the instances that are ready. */
final class LoadBalancer implements Supplier<List<String>>, AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  private final List<Member> members;
  private final Thread poller;
  private volatile List<String> ready;

  LoadBalancer(List<Member> members) {
    this.members = members;
    this.ready = members.stream().map(Member::address).toList();
    this.poller = Thread.ofVirtual().start(this::poll);
  }

  @Override
  public List<String> get() {
    return ready;
  }

  @Override
  public void close() throws InterruptedException {
    poller.interrupt();
    poller.join();
  }

  private void poll() {
    try {
      while (true) {
        Thread.sleep(POLL_INTERVAL);
        var now = members.stream()
            .filter(member -> member.service().isReady())
            .map(Member::address)
            .toList();
        // without a ready instance, any may be tried
        ready = now.isEmpty() ? members.stream().map(Member::address).toList() : now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException interrupted) {
      // closed during a readiness request
    }
  }
}
