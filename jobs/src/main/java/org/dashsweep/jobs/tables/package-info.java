/**
 * The result tables. Each is a directory with one Parquet file per trial; {@code trials} is written
 * last. Compacted files hold the rows of many trials. A trial is done if and only if its row is in
 * {@code trials}.
 *
 * <p>Nothing here starts Spark.
 */
@NullMarked
package org.dashsweep.jobs.tables;

import org.jspecify.annotations.NullMarked;
