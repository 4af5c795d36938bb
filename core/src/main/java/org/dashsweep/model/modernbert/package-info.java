/** ModernBERT encoders (Warner et al., 2024), following Hugging Face's {@code ModernBertModel}. */
@NullMarked
package org.dashsweep.model.modernbert;

import org.jspecify.annotations.NullMarked;
