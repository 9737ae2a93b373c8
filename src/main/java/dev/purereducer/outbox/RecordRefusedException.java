package dev.purereducer.outbox;

/** The broker will not take this record, now or later, as things are. */
final class RecordRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient OutboxRow row;

  RecordRefusedException(OutboxRow row, Exception cause) {
    super("event " + row.event().eventId() + " is refused: " + cause.getMessage(), cause);
    this.row = row;
  }

  OutboxRow row() {
    return row;
  }
}
