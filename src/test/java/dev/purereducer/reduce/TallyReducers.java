package dev.purereducer.reduce;

import static dev.purereducer.reduce.Reduction.next;

import java.util.Arrays;
import java.util.List;

/**
 * Versions of one reducer, with other rules and another shape of the state: version 1 adds its payload
 * to {@code {"sum"}}, versions 2 and 3 double and triple it and add it to {@code {"total", "unit"}}.
 */
public final class TallyReducers {
  public static final String NAME = "tally";

  private TallyReducers() {}

  /** The reducers that an instance has, which was built with these versions. */
  public static Reducers of(int... versions) {
    return new Reducers(Arrays.stream(versions).mapToObj(TallyReducers::version).toList());
  }

  private static Reducer<Long> version(int version) {
    return version == 1 ? new First() : new Later(version);
  }

  /** Version 1. */
  private static final class First implements Reducer<Long> {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public StateCodec<Long> codec() {
      return TallyReducers.codec("sum", Json.EMPTY);
    }

    @Override
    public Reduction<Long> reduce(Long state, Action action) {
      return next(state + amount(action));
    }
  }

  /** Version 2 and later: {@code factor} is the version. */
  private record Later(int factor) implements Reducer<Long> {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public int version() {
      return factor;
    }

    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public StateCodec<Long> codec() {
      return TallyReducers.codec("total", Json.EMPTY.with("unit", Json.of("items")));
    }

    @Override
    public List<Upcaster> upcasters() {
      return List.of(older ->
          Json.EMPTY.with("unit", Json.of("items")).with("total", Json.of(number(older, "sum"))));
    }

    @Override
    public Reduction<Long> reduce(Long state, Action action) {
      return next(state + factor * amount(action));
    }
  }

  private static Reducer.StateCodec<Long> codec(String member, Json.Obj others) {
    return new Reducer.StateCodec<>() {
      @Override
      public Json encode(Long state) {
        return others.with(member, Json.of(state));
      }

      @Override
      public Long decode(Json json) {
        return number(json, member);
      }
    };
  }

  private static long amount(Action action) {
    return number(action.payload(), "add");
  }

  private static long number(Json json, String member) {
    if (json instanceof Json.Obj object && object.get(member) instanceof Json.Int(long value)) {
      return value;
    }
    throw new IllegalArgumentException("no number " + member);
  }
}
