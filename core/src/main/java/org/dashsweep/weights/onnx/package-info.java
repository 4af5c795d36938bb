/** Reads weights from ONNX graphs. */
@NullMarked
package org.dashsweep.weights.onnx;

import org.jspecify.annotations.NullMarked;
