/** The result tables in Spark SQL, and functions that compare methods by them. */
@NullMarked
package org.dashsweep.jobs.sql;

import org.jspecify.annotations.NullMarked;
