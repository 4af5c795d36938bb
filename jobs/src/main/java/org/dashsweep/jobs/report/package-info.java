/**
 * The report on a sweep: one HTML page that needs no network, and its tables as Markdown, LaTeX and
 * CSV. Made from the result tables alone, without Spark; the same tables give the same report.
 */
@NullMarked
package org.dashsweep.jobs.report;

import org.jspecify.annotations.NullMarked;
