package dev.purereducer.projection;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import jakarta.enterprise.context.ApplicationScoped;

/** A reducer whose read model throws for the mood {@code throws}, and has the mood as tag otherwise. */
@ApplicationScoped
public class RefusingReducer implements Reducer<Json> {
  static final String NAME = "refusing-test";

  private static final StateCodec<Json> CODEC = new StateCodec<>() {
    @Override
    public Json encode(Json state) {
      return state;
    }

    @Override
    public Json decode(Json json) {
      return json;
    }
  };

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Json initial() {
    return Json.EMPTY;
  }

  @Override
  public StateCodec<Json> codec() {
    return CODEC;
  }

  @Override
  public Reduction<Json> reduce(Json state, Action action) {
    return Reduction.next(action.payload());
  }

  @Override
  public ReadModel readModel(Json state) {
    var mood = state instanceof Json.Obj object ? object.text("mood") : null;
    return switch (mood) {
      case null -> new ReadModel(null, Json.EMPTY, Json.EMPTY);
      case "throws" -> throw new IllegalStateException("no read model for this mood");
      default -> new ReadModel(mood, Json.EMPTY.with("mood", Json.of(mood)), Json.EMPTY);
    };
  }
}
