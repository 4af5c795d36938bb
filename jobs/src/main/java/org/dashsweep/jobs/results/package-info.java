/**
 * The result tables: one directory per table, one Parquet file per trial in each, {@code trials}
 * written last; and compacted files, which hold the rows of many trials. A trial is done if and
 * only if its row is in {@code trials}.
 *
 * <p>Nothing here starts Spark.
 */
@NullMarked
package org.dashsweep.jobs.results;

import org.jspecify.annotations.NullMarked;
