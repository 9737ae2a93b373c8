package dev.purereducer.http;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** So many at a time, and no queue: the next is refused. */
public final class Permits {
  private final String name;
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  public Permits(String name, int max) {
    this.name = name;
    this.max = max;
  }

  /** Fails with {@link NoPermitException} when all permits are taken. */
  public <T> Uni<T> withPermit(Supplier<Uni<T>> work) {
    return Uni.createFrom().deferred(() -> {
      acquire();
      return Uni.createFrom().deferred(work::get).onTermination().invoke(this::release);
    });
  }

  /** To be given back once. Throws {@link NoPermitException} when all permits are taken. */
  public void acquire() {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      throw new NoPermitException(name);
    }
  }

  public void release() {
    taken.decrementAndGet();
  }

  public int taken() {
    return taken.get();
  }
}
