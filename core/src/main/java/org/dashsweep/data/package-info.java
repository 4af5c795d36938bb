/** Data sets and batches. */
@NullMarked
package org.dashsweep.data;

import org.jspecify.annotations.NullMarked;
