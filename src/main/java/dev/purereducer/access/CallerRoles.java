package dev.purereducer.access;

/** The roles of callers, as listed in a token's claim {@code groups}. No role includes another. */
public final class CallerRoles {
  /** Sends actions. */
  public static final String WRITER = "writer";

  /** Reads workflows and their history. */
  public static final String READER = "reader";

  /** Operates the service, and reads. */
  public static final String OPERATOR = "operator";

  private CallerRoles() {}
}
