/** Reads, writes and seals safetensors files. */
@NullMarked
package org.dashsweep.weights.safetensors;

import org.jspecify.annotations.NullMarked;
