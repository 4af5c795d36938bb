/**
 * TorchScript sources packed in memory into libtorch modules; with {@code tensor} the only packages
 * that see DJL's engine.
 */
@NullMarked
package org.dashsweep.tensor.script;

import org.jspecify.annotations.NullMarked;
