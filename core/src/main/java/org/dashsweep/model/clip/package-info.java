/** CLIP (Radford et al., 2021): encoders of texts and of images into one space. */
@NullMarked
package org.dashsweep.model.clip;

import org.jspecify.annotations.NullMarked;
