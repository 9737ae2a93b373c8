package dev.purereducer.example;

import static dev.purereducer.reduce.Reduction.next;
import static dev.purereducer.reduce.Reduction.refused;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Intent;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.StateCodec;
import jakarta.enterprise.context.ApplicationScoped;

/** A hundred seats. Payload {@code {"reserve": n}} or {@code {"release": n}}. */
@ApplicationScoped
public class SeatsReducer implements Reducer<SeatsReducer.Seats> {
  private static final long ALL = 100;

  /** The state: an immutable value. */
  public record Seats(long taken) {}

  /** What can be asked for; the compiler holds {@link #reduce} to every case. */
  private sealed interface Request {
    record Reserve(long seats) implements Request {}

    record Release(long seats) implements Request {}

    record Unclear() implements Request {}
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
  public Reduction<Seats> reduce(Seats state, Action action) {
    return switch (request(action.payload())) {
      case Request.Reserve(var seats)
      when seats > ALL - state.taken() ->
        refused("sold-out", (ALL - state.taken()) + " seats are left");
      case Request.Reserve(var seats) ->
        next(
            new Seats(state.taken() + seats),
            new Intent("send-tickets", Json.EMPTY.with("seats", Json.of(seats))));
      case Request.Release(var seats)
      when seats > state.taken() -> refused("not-reserved", state.taken() + " seats are reserved");
      case Request.Release(var seats) -> next(new Seats(state.taken() - seats));
      case Request.Unclear() -> refused("bad-payload", "reserve or release, a number from 1");
    };
  }

  private static Request request(Json payload) {
    if (payload instanceof Json.Obj object) {
      if (object.get("reserve") instanceof Json.Int(var seats) && seats > 0) {
        return new Request.Reserve(seats);
      }
      if (object.get("release") instanceof Json.Int(var seats) && seats > 0) {
        return new Request.Release(seats);
      }
    }
    return new Request.Unclear();
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
        throw new IllegalArgumentException("seats have no number that is taken");
      }
    };
  }
}
