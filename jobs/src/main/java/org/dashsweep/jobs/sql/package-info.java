/** The result tables in Spark SQL. */
@NullMarked
package org.dashsweep.jobs.sql;

import org.jspecify.annotations.NullMarked;
