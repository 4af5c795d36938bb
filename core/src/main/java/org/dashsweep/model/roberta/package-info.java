/** RoBERTa encoders (Liu et al., 2019), following Hugging Face's {@code RobertaModel}. */
@NullMarked
package org.dashsweep.model.roberta;

import org.jspecify.annotations.NullMarked;
