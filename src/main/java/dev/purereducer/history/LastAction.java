package dev.purereducer.history;

/** What read models show of the last action, from a row of the canonical store. */
public final class LastAction {
  /** A column of {@code workflow_state}: of the provenance what an event's last action has too. */
  public static final String COLUMN = """
      jsonb_strip_nulls(jsonb_build_object(
        'action_id', provenance -> 'action_id',
        'type', provenance -> 'type',
        'correlation_id', provenance -> 'correlation_id'
      ))::text AS last_action
      """;

  private LastAction() {}
}
