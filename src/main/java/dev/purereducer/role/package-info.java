/** Which parts of the service this process runs. Imports nothing of ours. */
@NullMarked
package dev.purereducer.role;

import org.jspecify.annotations.NullMarked;
