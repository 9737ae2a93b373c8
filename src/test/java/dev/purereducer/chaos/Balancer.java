package dev.purereducer.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Sends clients to those instances that say they are ready, as the balancer of a deployment does. */
final class Balancer implements Supplier<List<String>>, AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);

  private final List<Member> members;
  private final Thread looking;
  private volatile List<String> ready;

  Balancer(List<Member> members) {
    this.members = members;
    this.ready = members.stream().map(Member::address).toList();
    this.looking = Thread.ofVirtual().start(this::look);
  }

  @Override
  public List<String> get() {
    return ready;
  }

  @Override
  public void close() throws InterruptedException {
    looking.interrupt();
    looking.join();
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        var now = members.stream()
            .filter(member -> member.service().isReady())
            .map(Member::address)
            .toList();
        // where nobody is ready, anybody may do
        ready = now.isEmpty() ? members.stream().map(Member::address).toList() : now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException interrupted) {
      // in the middle of a look
    }
  }
}
