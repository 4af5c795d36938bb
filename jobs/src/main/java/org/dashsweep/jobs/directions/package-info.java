/** The directions that trials recorded, compared with those of full fine-tuning. */
@NullMarked
package org.dashsweep.jobs.directions;

import org.jspecify.annotations.NullMarked;
