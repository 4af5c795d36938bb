/** Settings of Spark for a run: master, slots, GPUs, secrets. */
@NullMarked
package org.dashsweep.jobs.run.spark;

import org.jspecify.annotations.NullMarked;
