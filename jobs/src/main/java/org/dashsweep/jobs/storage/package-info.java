/** What lies on remote file systems, brought to this machine. */
@NullMarked
package org.dashsweep.jobs.storage;

import org.jspecify.annotations.NullMarked;
