package dev.purereducer.chaos;

/** What an action does to its counter. */
sealed interface Change {
  record Add(long amount) implements Change {
    @Override
    public long to(long value) {
      return value + amount;
    }

    @Override
    public String payload() {
      return "{\"add\":" + amount + "}";
    }
  }

  record Assign(long value) implements Change {
    @Override
    public long to(long before) {
      return value;
    }

    @Override
    public String payload() {
      return "{\"set\":" + value + "}";
    }
  }

  long to(long value);

  /** As canonical JSON. */
  String payload();
}
