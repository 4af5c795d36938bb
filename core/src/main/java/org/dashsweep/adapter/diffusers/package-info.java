/** Adapters of diffusion models in the files that other programs of pictures read. */
@NullMarked
package org.dashsweep.adapter.diffusers;

import org.jspecify.annotations.NullMarked;
