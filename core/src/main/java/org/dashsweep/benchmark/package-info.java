/** Benchmarks of training steps: their speed, and its share of the machine's peak. */
@NullMarked
package org.dashsweep.benchmark;

import org.jspecify.annotations.NullMarked;
