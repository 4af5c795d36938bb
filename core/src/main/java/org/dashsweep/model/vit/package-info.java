/** ViT (Dosovitskiy et al., 2021), which DINO (Caron et al., 2021) trains without labels. */
@NullMarked
package org.dashsweep.model.vit;

import org.jspecify.annotations.NullMarked;
