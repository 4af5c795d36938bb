/** Base models and adapters made into one checkpoint. */
@NullMarked
package org.dashsweep.model.merge;

import org.jspecify.annotations.NullMarked;
