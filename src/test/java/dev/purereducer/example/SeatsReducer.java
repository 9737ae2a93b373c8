package dev.purereducer.example;

import static dev.purereducer.reduce.Reduction.next;
import static dev.purereducer.reduce.Reduction.refused;

import dev.purereducer.example.SeatsReducer.Request.Release;
import dev.purereducer.example.SeatsReducer.Request.Reserve;
import dev.purereducer.example.SeatsReducer.Request.Unclear;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import jakarta.enterprise.context.ApplicationScoped;

/** A hundred seats. Payload {@code {"reserve": n}} or {@code {"release": n}}. */
@ApplicationScoped
public class SeatsReducer implements Reducer<SeatsReducer.Seats> {
  /** The state: an immutable value. */
  public record Seats(long taken) {}

  @Override
  public Reduction<Seats> reduce(Seats state, Action action) {
    long free = 100 - state.taken();
    return switch (Request.of(action.payload())) {
      case Reserve(var n) when n > free -> refused("sold-out", free + " seats are free");
      case Reserve(var n) -> next(new Seats(state.taken() + n), sendTickets(n));
      case Release(var n) when n > state.taken() -> refused("not-reserved", "too many");
      case Release(var n) -> next(new Seats(state.taken() - n));
      case Unclear() -> refused("bad-payload", "reserve or release, a number from 1");
    };
  }

  /** Published on the topic {@code intents} once the new state is committed. */
  private static Intent sendTickets(long seats) {
    return new Intent("send-tickets", Json.EMPTY.with("seats", Json.of(seats)));
  }

  /** A payload, read. The compiler holds {@link #reduce} to every case. */
  sealed interface Request {
    record Reserve(long seats) implements Request {}

    record Release(long seats) implements Request {}

    record Unclear() implements Request {}

    static Request of(Json payload) {
      if (payload instanceof Json.Obj object) {
        if (object.get("reserve") instanceof Json.Int(var seats) && seats > 0) {
          return new Reserve(seats);
        }
        if (object.get("release") instanceof Json.Int(var seats) && seats > 0) {
          return new Release(seats);
        }
      }
      return new Unclear();
    }
  }

  @Override
  public String name() {
    return "seats";
  }

  @Override
  public Seats initial() {
    return new Seats(0);
  }

  @Override
  public StateCodec<Seats> codec() {
    return new StateCodec<>() {
      @Override
      public Json encode(Seats state) {
        return Json.EMPTY.with("taken", Json.of(state.taken()));
      }

      @Override
      public Seats decode(Json json) {
        if (json instanceof Json.Obj object && object.get("taken") instanceof Json.Int(var taken)) {
          return new Seats(taken);
        }
        throw new IllegalArgumentException("taken is missing or not a whole number");
      }
    };
  }
}
