package dev.purereducer.reduce;

/** The rules of a workflow key: {@code namespace:rest}, or any text, which is in the default one. */
public final class WorkflowKey {
  public static final String DEFAULT_NAMESPACE = "default";

  private WorkflowKey() {}

  /** The part before the first colon; {@value #DEFAULT_NAMESPACE} when there is none. */
  public static String namespace(String workflowKey) {
    int colon = workflowKey.indexOf(':');
    return colon <= 0 ? DEFAULT_NAMESPACE : workflowKey.substring(0, colon);
  }
}
