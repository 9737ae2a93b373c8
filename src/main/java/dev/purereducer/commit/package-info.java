/**
 * The commit path: lanes, turns, group commit, conflict retries, and the canonical store.
 *
 * <p>Guarantees: a workflow's version rises by one per committed action (I1); state, history,
 * duplicate detection and outbox of an action are written in one transaction or not at all (I3);
 * one action id has at most one effect (I4); actions of one workflow that are submitted one after
 * another are committed in that order (I7).
 *
 * <p>{@link dev.purereducer.commit.Lane} schedules turns; {@link
 * dev.purereducer.commit.TurnPlanner} folds them; {@link dev.purereducer.commit.GroupCommit} sends
 * them; {@link dev.purereducer.commit.CommitResultHandler} applies the results.
 */
@NullMarked
package dev.purereducer.commit;

import org.jspecify.annotations.NullMarked;
