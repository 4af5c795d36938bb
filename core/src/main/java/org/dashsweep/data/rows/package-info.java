/**
 * Files of rows and named columns: JSON lines, JSON arrays, CSV, TSV and, by a service, Parquet.
 * {@link org.dashsweep.data.rows.RowFiles} reads them; everything else serves it.
 */
@NullMarked
package org.dashsweep.data.rows;

import org.jspecify.annotations.NullMarked;
