package dev.purereducer.commit;

import org.jspecify.annotations.Nullable;

/**
 * How an action arrived, and who sent it, as the history keeps it.
 *
 * @param entrance the interface
 * @param caller the name in the caller's token; null without authentication, and for Kafka
 */
public record ActionOrigin(Entrance entrance, @Nullable String caller) {
  /** An interface for actions. */
  public enum Entrance {
    REST("rest"),
    BULK("bulk"),
    KAFKA("kafka"),
    REDRIVE("redrive");

    private final String code;

    Entrance(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  public static final ActionOrigin KAFKA = new ActionOrigin(Entrance.KAFKA, null);
}
