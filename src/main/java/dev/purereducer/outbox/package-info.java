/**
 * The outbox relay: publishes what was committed to Kafka, in order (I5).
 *
 * <p><b>Guarantee.</b> Per workflow key, the first occurrences of its events on a topic come in the
 * order of their commits and without a gap; an event may be repeated, but only after its own first
 * occurrence. This holds with several relays, after crashes, and for a relay that goes on after it
 * lost its lease.
 *
 * <p><b>Why.</b> Call a key's rows e1, e2, … by ascending id. The id is drawn while the key's row
 * is locked, so this is the order of the commits, and whoever sees a row sees the earlier ones too,
 * unless they have been deleted.
 *
 * <ol>
 *   <li>A row is deleted only after the broker has acknowledged its event.
 *   <li>A batch is a prefix, by id, of the rows that are left: with a row it holds every earlier
 *       row of the key. A relay may leave out a key, but never a row within a key ({@link
 *       dev.purereducer.publish.StuckKeys}), and starts reading above an id only when nothing at
 *       or below it can be left ({@link dev.purereducer.publish.Floor}).
 *   <li>A producer sends a batch in order, has one request in flight, and is closed by the first
 *       record that fails, before it can send the next ({@link
 *       dev.purereducer.publish.KafkaSink}). So an event reaches the log only behind those that
 *       came before it in its batch.
 * </ol>
 *
 * Hence every occurrence of an event in the log stands behind an occurrence of each earlier one of
 * its key: those that were deleted when its batch was read are in the log by 1, the others by 2 and
 * 3. Leases take no part in this. They only keep two relays from publishing the same rows twice; a
 * stale owner costs repeats, never a gap.
 *
 * <p>Imports {@code event}, {@code loop}, {@code role}, {@code database} and {@code trace}.
 */
@NullMarked
package dev.purereducer.outbox;

import org.jspecify.annotations.NullMarked;
