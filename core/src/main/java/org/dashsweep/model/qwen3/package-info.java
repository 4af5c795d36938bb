/** Qwen3 decoders (Yang et al., 2025). */
@NullMarked
package org.dashsweep.model.qwen3;

import org.jspecify.annotations.NullMarked;
