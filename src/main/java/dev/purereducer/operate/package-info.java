/**
 * Endpoints and meters for operators: hot keys, rebuild of a projection, and verification of a
 * workflow.
 *
 * <p>Guarantees: every endpoint requires the role {@code operator}; none changes canonical state;
 * each is bounded in what one request reads. An edge: no package imports it.
 */
@NullMarked
package dev.purereducer.operate;

import org.jspecify.annotations.NullMarked;
