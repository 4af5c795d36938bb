/** Data sets in forms that core cannot read itself. Nothing here starts Spark. */
@NullMarked
package org.dashsweep.jobs.data;

import org.jspecify.annotations.NullMarked;
