package dev.purereducer.outbox;

/**
 * Who a relay is and how it works.
 *
 * @param owner unique among all relays that ever were
 * @param shards in how many the outbox is split
 */
record RelaySettings(String owner, int shards, PublishConfig publish) {}
