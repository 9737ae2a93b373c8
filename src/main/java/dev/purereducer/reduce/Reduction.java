package dev.purereducer.reduce;

import java.util.List;

/** What became of an action in a reducer: the next state, or a refusal. */
public sealed interface Reduction<S> {
  /** The action is taken: the next state, and what is to be done because of it. */
  record Next<S>(S state, List<Intent> intents) implements Reduction<S> {
    public Next {
      intents = List.copyOf(intents);
    }
  }

  /** The action is refused by a rule; the state stays. */
  record Refused<S>(Rejection why) implements Reduction<S> {}

  static <S> Reduction<S> next(S state, Intent... intents) {
    return new Next<>(state, List.of(intents));
  }

  static <S> Reduction<S> refused(String code, String detail) {
    return new Refused<>(new Rejection(code, detail));
  }
}
