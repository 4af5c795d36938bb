/** LLaMA 2 and 3 decoders (Touvron et al., 2023; Grattafiori et al., 2024). */
@NullMarked
package org.dashsweep.model.llama;

import org.jspecify.annotations.NullMarked;
