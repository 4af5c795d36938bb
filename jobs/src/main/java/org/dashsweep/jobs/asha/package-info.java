/** Stops the unpromising trials of an exploring sweep early. */
@NullMarked
package org.dashsweep.jobs.asha;

import org.jspecify.annotations.NullMarked;
