/** The executor of a run: attempts of one trial, retries, quarantine of suspects. */
@NullMarked
package org.dashsweep.jobs.run.executor;

import org.jspecify.annotations.NullMarked;
