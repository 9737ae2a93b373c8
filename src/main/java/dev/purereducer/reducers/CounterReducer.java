package dev.purereducer.reducers;

import static dev.purereducer.reduce.Reduction.next;
import static dev.purereducer.reduce.Reduction.refused;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * A 64-bit counter. Payload: {@code {"add": n}}, {@code {"set": n}}, or {@code {}} to add one.
 *
 * <p>With the additional member {@code "notify_at": n}, an action that raises the value from below n
 * to n or above has the intent {@code reached}. An overflow is refused.
 */
@ApplicationScoped
public class CounterReducer implements Reducer<CounterReducer.Count> {
  /** The state of a counter. */
  public record Count(long value) {
    private boolean overflows(long amount) {
      return amount > 0 ? value > Long.MAX_VALUE - amount : value < Long.MIN_VALUE - amount;
    }
  }

  private sealed interface Change {
    record Add(long amount, long notifyAt) implements Change {}

    record Assign(long value, long notifyAt) implements Change {}

    record MalformedChange(String detail) implements Change {}
  }

  /** Value for a missing {@code notify_at}: no value is below it, so it is never reached. */
  private static final long NEVER = Long.MIN_VALUE;

  private static final StateCodec<Count> CODEC = new StateCodec<>() {
    @Override
    public Json encode(Count state) {
      return Json.EMPTY.with("value", Json.of(state.value));
    }

    @Override
    public Count decode(Json json) {
      return new Count(Members.number(Members.object(json), "value"));
    }
  };

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public Count initial() {
    return new Count(0);
  }

  @Override
  public StateCodec<Count> codec() {
    return CODEC;
  }

  @Override
  public Reduction<Count> reduce(Count state, Action action) {
    return switch (change(action.payload())) {
      case Change.MalformedChange(var detail) -> refused(Members.BAD_PAYLOAD, detail);
      case Change.Add(var amount, var _)
      when state.overflows(amount) -> refused("overflow", "the sum does not fit into 64 bits");
      case Change.Add(var amount, var notifyAt) -> changed(state, state.value + amount, notifyAt);
      case Change.Assign(var value, var notifyAt) -> changed(state, value, notifyAt);
    };
  }

  @Override
  public ReadModel readModel(Count state) {
    return new ReadModel(null, Json.EMPTY.with("value", Json.of(state.value)), Json.EMPTY);
  }

  private static Reduction<Count> changed(Count before, long value, long notifyAt) {
    var after = new Count(value);
    return before.value < notifyAt && notifyAt <= value
        ? next(after, reached(value, notifyAt))
        : next(after);
  }

  private static Intent reached(long value, long notifyAt) {
    return new Intent(
        "reached", Json.EMPTY.with("value", Json.of(value)).with("notify_at", Json.of(notifyAt)));
  }

  private static Change change(Json payload) {
    if (!(payload instanceof Json.Obj counter)) {
      return new Change.MalformedChange("the payload must be an object with add, set or neither");
    }
    for (var name : List.of("add", "set", "notify_at")) {
      if (counter.members().containsKey(name) && !(counter.get(name) instanceof Json.Int)) {
        return new Change.MalformedChange(name + " must be an integer of at most 64 bits");
      }
    }
    long notifyAt = counter.get("notify_at") instanceof Json.Int(var value) ? value : NEVER;
    var add = counter.get("add");
    var set = counter.get("set");
    if (add instanceof Json.Int(var amount) && set == null) {
      return new Change.Add(amount, notifyAt);
    }
    if (set instanceof Json.Int(var value) && add == null) {
      return new Change.Assign(value, notifyAt);
    }
    return Set.of("notify_at").containsAll(counter.members().keySet())
        ? new Change.Add(1, notifyAt)
        : new Change.MalformedChange(
            "the payload must have either add or set, or neither to add one");
  }
}
