package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.sweep.Exploration;
import org.jspecify.annotations.Nullable;

/**
 * The settings that all trials of a run share, as they cross to the executors.
 *
 * @param sweep name of the sweep
 * @param resources of each trial
 * @param software that the trials run on
 * @param runners makes the executors' runners
 * @param exploration the early stopping of trials, or null if all run to their end
 */
public record TaskSettings(
    String sweep,
    TrialResources resources,
    SoftwareVersions software,
    TrialRunnerFactory runners,
    RunRules rules,
    @Nullable Exploration exploration)
    implements Serializable {}
