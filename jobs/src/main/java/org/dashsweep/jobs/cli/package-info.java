/** The command line: one class per command. */
@NullMarked
package org.dashsweep.jobs.cli;

import org.jspecify.annotations.NullMarked;
