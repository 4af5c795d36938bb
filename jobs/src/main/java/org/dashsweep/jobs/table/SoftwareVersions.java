package org.dashsweep.jobs.table;

import java.io.Serializable;

/**
 * What a trial ran on.
 *
 * @param java version of the Java virtual machine
 * @param pytorch version of the native library
 * @param spark version of Spark
 * @param dashSweep version of this program
 */
public record SoftwareVersions(String java, String pytorch, String spark, String dashSweep)
    implements Serializable {}
