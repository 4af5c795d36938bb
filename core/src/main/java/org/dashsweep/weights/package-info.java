/** Model weights as tensors in files, whatever format holds them. */
@NullMarked
package org.dashsweep.weights;

import org.jspecify.annotations.NullMarked;
