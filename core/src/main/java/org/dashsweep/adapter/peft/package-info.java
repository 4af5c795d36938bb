/** Adapters as Hugging Face's PEFT writes and reads them. */
@NullMarked
package org.dashsweep.adapter.peft;

import org.jspecify.annotations.NullMarked;
