/**
 * SDXL (Podell et al., 2023) as diffusers has it: the U-Net that predicts noise, with adapters, and
 * the autoencoder between images and latents.
 */
@NullMarked
package org.dashsweep.model.sdxl;

import org.jspecify.annotations.NullMarked;
