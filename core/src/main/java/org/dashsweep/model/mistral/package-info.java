/** Mistral decoders (Jiang et al., 2023). */
@NullMarked
package org.dashsweep.model.mistral;

import org.jspecify.annotations.NullMarked;
