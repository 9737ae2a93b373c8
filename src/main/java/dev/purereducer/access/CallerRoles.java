package dev.purereducer.access;

import java.util.Set;

/** What a caller may be, as its token says in the claim {@code groups}. None includes another. */
public final class CallerRoles {
  /** Sends actions. */
  public static final String WRITER = "writer";

  /** Reads workflows and their history. */
  public static final String READER = "reader";

  /** Looks after the service, and reads. */
  public static final String OPERATOR = "operator";

  static final Set<String> ALL = Set.of(WRITER, READER, OPERATOR);

  private CallerRoles() {}
}
