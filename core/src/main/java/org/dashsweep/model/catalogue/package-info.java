/** The families of models that are found by their {@code model_type}. */
@NullMarked
package org.dashsweep.model.catalogue;

import org.jspecify.annotations.NullMarked;
