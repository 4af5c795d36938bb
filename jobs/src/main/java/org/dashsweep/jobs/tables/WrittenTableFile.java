package org.dashsweep.jobs.tables;

/**
 * A file of a table that was written.
 *
 * @param length in bytes
 * @param identity tells it from all others, {@link TableSeal#identity}
 */
record WrittenTableFile(long length, String identity) {}
