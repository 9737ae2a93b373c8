/**
 * Test of the alert rules and dashboards of {@code deploy/} with real processes and a real
 * Prometheus: {@code ./mvnw verify -Palerts}.
 */
@NullMarked
package dev.purereducer.alerts;

import org.jspecify.annotations.NullMarked;
