package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;
import static dev.purereducer.http.ProblemType.TOO_LARGE;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;

/** Configured limits of actions, at or below the fixed limits of the decoders. */
record ActionLimits(long maxBytes, int maxKeyChars, int maxDepth, int maxNumberDigits) {
  static ActionLimits of(ActionConfig config) {
    return new ActionLimits(
        config.maxBytes().asLongValue(),
        config.maxKeyChars(),
        config.maxDepth(),
        config.maxNumberDigits());
  }

  void checkSize(int bytes) {
    if (bytes > maxBytes) {
      throw new ProblemException(
          Problem.of(TOO_LARGE, "an action may have at most " + maxBytes + " bytes"));
    }
  }

  String checkedKey(String workflowKey) {
    if (workflowKey.length() > maxKeyChars) {
      throw new ProblemException(Problem.of(
          BAD_WORKFLOW_KEY, "the workflow key has more than " + maxKeyChars + " characters"));
    }
    return workflowKey;
  }

  /** Walks the payload only if a limit is below the parser's. */
  Json checkedPayload(Json payload) {
    if (maxDepth < JsonText.MAX_DEPTH || maxNumberDigits < JsonText.MAX_NUMBER_CHARS) {
      check(payload, 0);
    }
    return payload;
  }

  private void check(Json json, int depth) {
    switch (json) {
      case Json.Null _, Json.Bool _, Json.Str _ -> {}
      case Json.Int(var value) -> checkDigits(Long.toString(value).length() - (value < 0 ? 1 : 0));
      case Json.Dec(var value) -> checkDigits(value.precision());
      case Json.Arr(var items) -> {
        checkDepth(depth + 1);
        items.forEach(item -> check(item, depth + 1));
      }
      case Json.Obj(var members) -> {
        checkDepth(depth + 1);
        members.values().forEach(value -> check(value, depth + 1));
      }
    }
  }

  private void checkDepth(int depth) {
    if (depth > maxDepth) {
      throw ActionEnvelope.malformed("the payload is nested deeper than " + maxDepth);
    }
  }

  private void checkDigits(int digits) {
    if (digits > maxNumberDigits) {
      throw ActionEnvelope.malformed("a number has more than " + maxNumberDigits + " digits");
    }
  }
}
