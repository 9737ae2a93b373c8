package dev.purereducer.reduce;

import java.util.List;

/** The result of a reducer for one action: the next state, or a refusal. */
public sealed interface Reduction<S> {
  /** The action is accepted: the next state, and the intents to publish with it. */
  record Next<S>(S state, List<Intent> intents) implements Reduction<S> {
    public Next {
      intents = List.copyOf(intents);
    }
  }

  /** The action is refused by a rule; the state is unchanged. */
  record Refused<S>(Rejection reason) implements Reduction<S> {}

  static <S> Reduction<S> next(S state, Intent... intents) {
    return new Next<>(state, List.of(intents));
  }

  static <S> Reduction<S> refused(String code, String detail) {
    return new Refused<>(new Rejection(code, detail));
  }
}
