/** The experiments there are. */
@NullMarked
package org.dashsweep.trial.catalogue;

import org.jspecify.annotations.NullMarked;
