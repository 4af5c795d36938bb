/** Frozen base models, one sub-package per family. */
@NullMarked
package org.dashsweep.model;

import org.jspecify.annotations.NullMarked;
