/** Benchmarks of training steps and of everything around the trials. */
@NullMarked
package org.dashsweep.jobs.benchmark;

import org.jspecify.annotations.NullMarked;
