/** Metrics made anew from stored predictions. */
@NullMarked
package org.dashsweep.jobs.rescore;

import org.jspecify.annotations.NullMarked;
