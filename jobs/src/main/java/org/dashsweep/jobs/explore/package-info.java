/** Stops the unpromising trials of an exploring sweep early. */
@NullMarked
package org.dashsweep.jobs.explore;

import org.jspecify.annotations.NullMarked;
