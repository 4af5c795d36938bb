/** Sweeps without models, to measure what everything around the trials costs. */
@NullMarked
package org.dashsweep.jobs.bench;

import org.jspecify.annotations.NullMarked;
