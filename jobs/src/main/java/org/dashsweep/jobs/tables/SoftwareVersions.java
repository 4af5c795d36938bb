package org.dashsweep.jobs.tables;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the software that a trial ran on.
 *
 * @param javaVersion version of the Java virtual machine
 * @param pytorchVersion version of the native library
 * @param sparkVersion version of Spark
 * @param dashSweepVersion version of this program
 * @param djlVersion version of what loads the native library, or null if it is not known
 * @param gpuModels models of its machine's GPUs, or null if it did not compute with one or they are
 *     not known
 */
public record SoftwareVersions(
    String javaVersion,
    String pytorchVersion,
    String sparkVersion,
    String dashSweepVersion,
    @Nullable String djlVersion,
    @Nullable String gpuModels)
    implements Serializable {
  /** Makes the versions that are known before anything has run. */
  public SoftwareVersions(
      String javaVersion, String pytorchVersion, String sparkVersion, String dashSweepVersion) {
    this(javaVersion, pytorchVersion, sparkVersion, dashSweepVersion, null, null);
  }
}
