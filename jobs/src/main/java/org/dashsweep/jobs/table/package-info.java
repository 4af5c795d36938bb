/**
 * The result tables: one directory per table, one Parquet file per trial in each, {@code trials}
 * written last. A trial is done if and only if its row is in {@code trials}.
 *
 * <p>Nothing here starts Spark: any reader of Parquet, Spark SQL among them, reads a table as its
 * directory.
 */
@NullMarked
package org.dashsweep.jobs.table;

import org.jspecify.annotations.NullMarked;
