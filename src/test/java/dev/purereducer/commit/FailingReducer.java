package dev.purereducer.commit;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reducer that fails in the way that its payload names; other payloads become its state. */
@ApplicationScoped
public class FailingReducer implements Reducer<String> {
  /** The minimum duration of {@code slow-throw}. */
  static final Duration SLOW = Duration.ofMillis(3);

  /** Completed unless a test lets {@code hang}, {@code hang-encode} and {@code hang-decode} wait. */
  static volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

  @Override
  public String name() {
    return "trouble";
  }

  @Override
  public String initial() {
    return "";
  }

  @Override
  public StateCodec<String> codec() {
    return new StateCodec<>() {
      @Override
      public Json encode(String state) {
        if (state.equals("unwritable")) {
          throw new IllegalStateException("codec failure");
        }
        if (state.equals("unwritable-error")) {
          throw new AssertionError("codec failure");
        }
        if (state.equals("hang-encode")) {
          released.join();
          return Json.EMPTY.with("text", Json.of("encoded"));
        }
        return switch (state) {
          case "deep-state" -> nested(65);
          case "long-state" -> Json.number(new BigDecimal("1e-400"));
          default -> Json.EMPTY.with("text", Json.of(state));
        };
      }

      @Override
      public String decode(Json json) {
        var text = json instanceof Json.Obj object ? object.text("text") : null;
        if ("undecodable".equals(text)) {
          throw new AssertionError("codec failure");
        }
        if ("hang-decode".equals(text)) {
          released.join();
        }
        return text;
      }
    };
  }

  @Override
  public Reduction<String> reduce(String state, Action action) {
    var failure = ((Json.Str) action.payload()).value();
    return switch (failure) {
      case "throw" -> throw new IllegalStateException("reducer failure");
      case "hang" -> {
        released.join();
        yield Reduction.next("hang");
      }
      case "slow-throw" -> throw slowly();
      case "throw-error" -> throw new AssertionError("reducer failure");
      case "throw-checked" ->
        throw FailingReducer.<RuntimeException>unchecked(new IOException("x"));
      case "throw-out-of-memory" -> throw new OutOfMemoryError("reducer failure");
      case "throw-unprintable" -> throw new UnprintableException();
      case "overflow" -> reduce(state, new Action(failure, failure, null, Json.of("overflow")));
      case "no-reduction" -> null;
      case "no-state" -> new Reduction.Next<>(null, List.of());
      case "unwritable" -> Reduction.next("unwritable");
      case "nul" -> Reduction.next("\u0000");
      case "half-pair" -> Reduction.next("\ud800");
      case "grow" -> Reduction.next(state + "x".repeat(300_000));
      case "big-intent" -> Reduction.next(state, new Intent("big", Json.of("x".repeat(1_100_000))));
      case "bad-intent" -> Reduction.next(state, new Intent("bad", Json.of("\u0000")));
      case "deep-intent" -> Reduction.next(state, new Intent("deep", nested(65)));
      case "long-intent" ->
        Reduction.next(state, new Intent("long", Json.number(new BigDecimal("1e-400"))));
      case "intents" ->
        Reduction.next(state, new Intent("a", Json.of(1)), new Intent("b", Json.of(2)));
      default -> Reduction.next(failure);
    };
  }

  private static Json nested(int levels) {
    return levels == 0 ? Json.of(1) : Json.EMPTY.with("a", nested(levels - 1));
  }

  /** An exception that cannot be logged. */
  private static final class UnprintableException extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no stack");
    }
  }

  /** Throws a checked exception where none is declared. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  private static RuntimeException slowly() {
    long end = System.nanoTime() + SLOW.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return new IllegalStateException("slow reducer failure");
  }
}
