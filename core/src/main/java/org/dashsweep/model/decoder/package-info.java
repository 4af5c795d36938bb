/**
 * The decoder that several families share: RMS norms before attention and feed-forward layer,
 * rotary positions, grouped-query attention, SwiGLU. What differs between families is in {@link
 * org.dashsweep.model.decoder.DecoderConfig}; each family's own package reads it.
 */
@NullMarked
package org.dashsweep.model.decoder;

import org.jspecify.annotations.NullMarked;
