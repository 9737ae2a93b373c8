/** The packaged service with everything switched on that keeps others out: tokens, TLS, passwords. */
@NullMarked
package dev.purereducer.secure;

import org.jspecify.annotations.NullMarked;
