/**
 * Endpoints for callers: single actions and bulk requests over HTTP, and the Kafka topic {@code
 * actions}.
 *
 * <p>Guarantees: invalid input never reaches a lane; it gets a problem (HTTP), or becomes a dead
 * letter with its original bytes on {@code actions-dlq} (Kafka). A response or an acknowledgment
 * follows only once the outcome is durable (I4). The actions of one partition, and of one bulk
 * request, are submitted in order (I7). All queues and buffers are bounded (I8).
 */
@NullMarked
package dev.purereducer.action;

import org.jspecify.annotations.NullMarked;
