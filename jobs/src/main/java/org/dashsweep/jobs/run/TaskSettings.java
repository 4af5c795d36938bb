package org.dashsweep.jobs.run;

import java.io.Serializable;
import org.dashsweep.jobs.table.SoftwareVersions;

/**
 * What is the same for all trials of a run, as it crosses to the executors.
 *
 * @param sweep name of the sweep
 * @param threads of each trial
 * @param software what the trials run on
 * @param runners makes the executors' runners
 */
record TaskSettings(
    String sweep,
    int threads,
    SoftwareVersions software,
    TrialRunnerFactory runners,
    RunRules rules)
    implements Serializable {}
