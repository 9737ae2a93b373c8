package dev.purereducer.projection;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/**
 * A reducer whose read model or decoder throws for some moods, and whose read model has the mood as
 * tag otherwise.
 */
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
      if (json instanceof Json.Obj object && "undecodable".equals(object.text("mood"))) {
        throw new LinkageError("no decoder for this mood");
      }
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
      case "asserts" -> throw new AssertionError("no read model for this mood");
      case "sneaks" -> throw sneaky(new IOException("no read model for this mood"));
      case "unreadable" -> new ReadModel(unreadable(), Json.EMPTY, Json.EMPTY);
      default -> new ReadModel(mood, Json.EMPTY.with("mood", Json.of(mood)), Json.EMPTY);
    };
  }

  private static String unreadable() {
    throw new OutOfMemoryError("no tag for this mood");
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable checked) throws E {
    throw (E) checked;
  }
}
