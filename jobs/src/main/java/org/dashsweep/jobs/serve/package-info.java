/** The report of a run that is under way, served to browsers of this machine. */
@NullMarked
package org.dashsweep.jobs.serve;

import org.jspecify.annotations.NullMarked;
