/** Trials as runs of MLflow, in the files that MLflow's file store reads. */
@NullMarked
package org.dashsweep.jobs.mlflow;

import org.jspecify.annotations.NullMarked;
