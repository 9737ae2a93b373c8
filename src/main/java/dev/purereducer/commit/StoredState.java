package dev.purereducer.commit;

/** A row of the canonical store. */
record StoredState(
    String reducer,
    long version,
    String stateText,
    int schemaVersion,
    byte[] chain,
    String provenanceText) {}
