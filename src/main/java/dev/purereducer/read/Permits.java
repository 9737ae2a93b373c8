package dev.purereducer.read;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** So many at a time, and no queue: the next is refused. */
final class Permits {
  private final String name;
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  Permits(String name, int max) {
    this.name = name;
    this.max = max;
  }

  /** Fails with {@link TooManyReaders} when all permits are taken. */
  <T> Uni<T> during(Supplier<Uni<T>> work) {
    return Uni.createFrom().deferred(() -> {
      take();
      return Uni.createFrom().deferred(work::get).onTermination().invoke(this::giveBack);
    });
  }

  /** To be given back once. Throws {@link TooManyReaders} when all permits are taken. */
  void take() {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      throw new TooManyReaders(name);
    }
  }

  void giveBack() {
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }
}
