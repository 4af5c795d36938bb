package org.dashsweep.jobs.run;

import java.io.Serializable;
import org.dashsweep.jobs.results.SoftwareVersions;
import org.dashsweep.sweep.Exploration;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all trials of a run, as it crosses to the executors.
 *
 * @param sweep name of the sweep
 * @param resources of each trial
 * @param software what the trials run on
 * @param runners makes the executors' runners
 * @param exploration how trials are stopped early, or null if all run to their end
 */
public record TaskSettings(
    String sweep,
    TrialResources resources,
    SoftwareVersions software,
    TrialRunnerFactory runners,
    RunRules rules,
    @Nullable Exploration exploration)
    implements Serializable {}
