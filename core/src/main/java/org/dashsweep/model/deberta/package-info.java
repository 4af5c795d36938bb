/**
 * DeBERTa encoders, versions 2 and 3 (He et al., 2021 and 2023), following Hugging Face's {@code
 * DebertaV2Model}.
 */
@NullMarked
package org.dashsweep.model.deberta;

import org.jspecify.annotations.NullMarked;
