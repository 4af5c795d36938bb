/** Reads weights from PyTorch files; executes nothing that they name. */
@NullMarked
package org.dashsweep.weights.pytorch;

import org.jspecify.annotations.NullMarked;
