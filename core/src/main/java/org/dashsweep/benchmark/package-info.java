/** How fast a training step is, and how near to what the machine could do. */
@NullMarked
package org.dashsweep.benchmark;

import org.jspecify.annotations.NullMarked;
