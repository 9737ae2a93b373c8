package dev.purereducer.reduce;

/** Syntax of workflow keys: {@code namespace:rest}, or a text in the default namespace. */
public final class WorkflowKey {
  public static final String DEFAULT_NAMESPACE = "default";

  private WorkflowKey() {}

  /** The part before the first colon; {@value #DEFAULT_NAMESPACE} if it is missing or empty. */
  public static String namespace(String workflowKey) {
    int colon = workflowKey.indexOf(':');
    return colon <= 0 ? DEFAULT_NAMESPACE : workflowKey.substring(0, colon);
  }
}
