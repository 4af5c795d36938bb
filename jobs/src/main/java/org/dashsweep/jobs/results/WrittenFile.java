package org.dashsweep.jobs.results;

/**
 * A file of a table that was written.
 *
 * @param length in bytes
 * @param identity tells it from all others, {@link Seal#identity}
 */
record WrittenFile(long length, String identity) {}
