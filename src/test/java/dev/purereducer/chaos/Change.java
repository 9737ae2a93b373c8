package dev.purereducer.chaos;

/** The effect of an action on its counter. */
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

  /** The value after this change. */
  long to(long value);

  /** The action's payload as canonical JSON. */
  String payload();
}
