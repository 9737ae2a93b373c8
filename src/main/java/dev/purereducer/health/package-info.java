/**
 * Health checks and meter settings for the platform: Kubernetes, load balancers and Prometheus.
 *
 * <p>Guarantees: every check completes within {@code purereducer.health.check-timeout}, whatever
 * hangs; none blocks an event loop; none reveals an address, user name or error message of another
 * system, only the kind of the failure. Readiness covers what an instance needs to serve requests.
 * Conditions that need an operator and not a restart are in the group {@code well}. No package
 * imports this one.
 */
@NullMarked
package dev.purereducer.health;

import org.jspecify.annotations.NullMarked;
