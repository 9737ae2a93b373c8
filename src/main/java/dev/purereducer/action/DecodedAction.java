package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.Problem;

/** The result of decoding an action. */
public sealed interface DecodedAction {
  record Valid(ActionCommand command) implements DecodedAction {}

  record Invalid(Problem problem) implements DecodedAction {}
}
