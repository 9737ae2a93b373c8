/**
 * The entrances: one action a POST, many a POST, and the Kafka topic {@code actions}.
 *
 * <p>Guarantees: bad input never reaches a lane, and is answered with a problem (REST) or set aside
 * on {@code actions-dlq} with its original bytes (Kafka); an answer or an acknowledgment follows
 * only once the outcome is durable (I4); the actions of one partition, and of one bulk request, are
 * handed on in their order (I7); everything that waits here is bounded (I8). May import {@code
 * commit}, {@code reduce}, {@code json}, {@code problem}, {@code role}, {@code replay} and
 * {@code trace}.
 */
@NullMarked
package dev.purereducer.action;

import org.jspecify.annotations.NullMarked;
