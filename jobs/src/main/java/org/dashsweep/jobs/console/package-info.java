/** Text for people at a terminal: tables, durations, paths, and nothing that steers it. */
@NullMarked
package org.dashsweep.jobs.console;

import org.jspecify.annotations.NullMarked;
