/**
 * The outbox relay: publishes committed events to Kafka, in order (I5).
 *
 * <p><b>Guarantee.</b> Per workflow key, the first occurrences of its events on a topic are in commit
 * order and without gaps. An event may be repeated, but only after its own first occurrence. This
 * holds with several relays, after crashes, and for a relay that continues after it lost its lease.
 *
 * <p><b>Proof.</b> Let e1, e2, … be the rows of a key by ascending id. The id is drawn while the
 * key's row is locked, so this is the commit order, and a read that sees a row also sees the earlier
 * ones unless they have been deleted.
 *
 * <ol>
 *   <li>A row is deleted only after the broker has acknowledged its event.
 *   <li>A batch is a prefix, by id, of the remaining rows: with a row it has every earlier row of the
 *       key. A relay may exclude a whole key, but never a row within a key ({@link
 *       dev.purereducer.outbox.Publisher.BlockedKeys}), and it reads above an id only if no row at or below it
 *       can be left ({@link dev.purereducer.outbox.OutboxLowWatermark}).
 *   <li>A producer sends a batch in order, has one request in flight, and is closed by the first
 *       record that fails, before it can send the next ({@link dev.purereducer.outbox.KafkaSink}). So
 *       an event reaches the log only after the events before it in its batch.
 * </ol>
 *
 * <p>Hence every occurrence of an event in the log follows an occurrence of each earlier event of its
 * key: those deleted before its batch was read are in the log by 1, the others by 2 and 3. Leases are
 * not part of the proof. They only prevent two relays from publishing the same rows twice; a stale
 * owner causes repeats, never a gap.
 *
 * <p>Imports {@code event}, {@code database}, {@code runtime} and {@code trace}.
 */
@NullMarked
package dev.purereducer.outbox;

import org.jspecify.annotations.NullMarked;
