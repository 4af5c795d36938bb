package org.dashsweep.sweep;

import java.io.Serializable;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * A config with its identity.
 *
 * <p>The id is the first 16 hexadecimal digits of the SHA-256 of the canonical JSON object of
 * {@code config}, {@code data} (fingerprint) and {@code model} (fingerprint). The sweep's name is
 * not part of it: two sweeps that share a config share the trial.
 *
 * <p>The id covers every value of the config, written out or defaulted. It therefore does not
 * matter whether a sweep spells out a default. A default that is changed later gives new ids,
 * because the old trials ran something else. (If values equal to the default were left out, the ids
 * would stay. The store would then answer for trials that never ran.)
 *
 * <p>A parameter added to the search space later must not disown the trials that ran before. It
 * declares {@link Parameter#introducedAs() the value that does what the program did before}. That
 * value, and only that one, is left out of the id; it stays even if the default moves on. An
 * optional parameter needs none, since the cells that lack it do not change. Renaming a parameter
 * or changing its kind gives new ids.
 *
 * <p>A parameter that changes only a trial's cost, never its results, {@linkplain
 * Parameter#countedAs() counts as one value}. A trial that failed for want of memory goes on with
 * less of it, and a successful one need not run again.
 *
 * @param id 16 lower-case hexadecimal digits
 * @param modelFingerprint of the weights behind the model's name
 * @param dataFingerprint of the rows behind the task's name
 */
public record Trial(String id, TrialConfig config, String modelFingerprint, String dataFingerprint)
    implements Serializable {}
