/** Qwen2 and Qwen2.5 decoders (Yang et al., 2024). */
@NullMarked
package org.dashsweep.model.qwen2;

import org.jspecify.annotations.NullMarked;
