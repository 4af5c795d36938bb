/** The results of benchmarks, for people and for programs. */
@NullMarked
package org.dashsweep.jobs.benchmark;

import org.jspecify.annotations.NullMarked;
