/**
 * The alert rules and dashboards of {@code deploy/} in a real Prometheus: {@code ./mvnw verify
 * -Palerts}. What makes each alert fire is made to happen to real processes.
 */
@NullMarked
package dev.purereducer.alerts;

import org.jspecify.annotations.NullMarked;
