/** BERT encoders (Devlin et al., 2019), following Hugging Face's {@code BertModel}. */
@NullMarked
package org.dashsweep.model.bert;

import org.jspecify.annotations.NullMarked;
