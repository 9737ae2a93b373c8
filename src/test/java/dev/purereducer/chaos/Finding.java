package dev.purereducer.chaos;

/** Violation of a promise. */
record Finding(String promise, String workflowKey, String description) {
  @Override
  public String toString() {
    return promise + " " + workflowKey + ": " + description;
  }
}
