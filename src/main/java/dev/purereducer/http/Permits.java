package dev.purereducer.http;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A semaphore for asynchronous work. It has no queue: without a free permit, the work is refused. */
public final class Permits {
  private final String name;
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  /** {@code name} is the plural noun of the work, for the refusal. */
  public Permits(String name, int max) {
    this.name = name;
    this.max = max;
  }

  /** No permit was free; nothing was done. */
  public static final class NoPermitException extends RuntimeException {
    public NoPermitException(String name) {
      super("too many " + name, null, false, false);
    }
  }

  /** Runs the work with a permit. Fails with {@link NoPermitException} if none is free. */
  public <T> Uni<T> withPermit(Supplier<Uni<T>> work) {
    return Uni.createFrom().deferred(() -> {
      acquire();
      return Uni.createFrom().deferred(work::get).onTermination().invoke(this::release);
    });
  }

  /** Takes a permit, to be released once. Throws {@link NoPermitException} if none is free. */
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
