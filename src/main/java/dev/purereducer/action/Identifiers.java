package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;
import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.ValueLimits;
import org.jspecify.annotations.Nullable;

/** Validation of workflow keys and ids, by {@link ValueLimits}. */
final class Identifiers {
  private Identifiers() {}

  /** The given key. Throws a problem if it is not valid. */
  static String workflowKey(String key) {
    var fault = ValueLimits.keyFault(key);
    if (fault != null) {
      throw new ProblemException(Problem.of(BAD_WORKFLOW_KEY, fault));
    }
    return key;
  }

  /** The given id, which may be absent. Throws a problem if it is not valid. */
  static @Nullable String id(String member, @Nullable String id) {
    return id == null ? null : requireId(member, id);
  }

  /** The given id. Throws a problem if it is not valid. */
  static String requireId(String member, String id) {
    var fault = ValueLimits.idFault(id);
    if (fault != null) {
      throw new ProblemException(Problem.of(MALFORMED_ACTION, member + " " + fault));
    }
    return id;
  }
}
