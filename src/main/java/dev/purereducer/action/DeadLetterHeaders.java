package dev.purereducer.action;

/**
 * Headers of records on {@code actions-dlq}, named as in SmallRye's dead-letter queues. Headers
 * without {@link #PREFIX} are those of the original record.
 */
public final class DeadLetterHeaders {
  public static final String PREFIX = "dead-letter-";

  /** The most specific code: of the reducer's rejection if there is one, otherwise the problem's. */
  public static final String REASON = PREFIX + "reason";

  /** The code of the problem type. */
  public static final String TYPE = PREFIX + "type";

  /** The detail of the problem. */
  public static final String CAUSE = PREFIX + "cause";

  public static final String TOPIC = PREFIX + "topic";
  public static final String PARTITION = PREFIX + "partition";
  public static final String OFFSET = PREFIX + "offset";

  /** The timestamp of the original record, in milliseconds. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  static final String VALUE_OMITTED = PREFIX + "value-omitted";
  static final String HEADERS_OMITTED = PREFIX + "headers-omitted";

  private DeadLetterHeaders() {}
}
