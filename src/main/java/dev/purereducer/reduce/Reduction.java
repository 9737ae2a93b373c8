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

  /**
   * The reason why an action is refused. Callers get both parts.
   *
   * @param code a stable, machine-readable code in kebab-case
   * @param detail a description for people
   */
  record Rejection(String code, String detail) {}

  /**
   * A request of the reducer to the outside world, for example to send a mail. The reducer does not
   * perform it: the service publishes it to the topic {@code intents} after the action is committed,
   * and consumers of the topic act on it.
   *
   * @param type the kind of intent, by which consumers decide how to handle it
   * @param payload the data that consumers need
   */
  record Intent(String type, Json payload) {}
}
