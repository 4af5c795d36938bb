/**
 * Latent diffusion around the models: the files of an SDXL pipeline, prompts, noise schedules and
 * sampling.
 */
@NullMarked
package org.dashsweep.diffusion;

import org.jspecify.annotations.NullMarked;
