/**
 * Trials that fine-tune a diffusion model on photos of a subject, and judge the pictures it makes
 * (DreamBooth, Ruiz et al., 2023).
 */
@NullMarked
package org.dashsweep.trial.dreambooth;

import org.jspecify.annotations.NullMarked;
