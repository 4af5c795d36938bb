/**
 * Storage on local and remote file systems: output directories, checkpoints, and copies on this
 * machine.
 */
@NullMarked
package org.dashsweep.jobs.storage;

import org.jspecify.annotations.NullMarked;
