package dev.purereducer.chaos;

/** A promise that was not kept. */
record Finding(String promise, String workflowKey, String what) {
  @Override
  public String toString() {
    return promise + " " + workflowKey + ": " + what;
  }
}
