package dev.purereducer.access;

/** What a caller may be, as its token says in the claim {@code groups}. None includes another. */
public final class CallerRoles {
  /** Sends actions. */
  public static final String WRITER = "writer";

  /** Reads workflows and their history. */
  public static final String READER = "reader";

  /** Looks after the service, and reads. */
  public static final String OPERATOR = "operator";

  private CallerRoles() {}
}
