package org.dashsweep.jobs.results;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a trial ran on.
 *
 * @param java version of the Java virtual machine
 * @param pytorch version of the native library
 * @param spark version of Spark
 * @param dashSweep version of this program
 * @param djl version of what loads the native library, or null if it is not known
 * @param gpus models of its machine's GPUs, or null if it did not compute with one or they are not
 *     known
 */
public record SoftwareVersions(
    String java,
    String pytorch,
    String spark,
    String dashSweep,
    @Nullable String djl,
    @Nullable String gpus)
    implements Serializable {
  /** What is known before anything has run. */
  public SoftwareVersions(String java, String pytorch, String spark, String dashSweep) {
    this(java, pytorch, spark, dashSweep, null, null);
  }
}
