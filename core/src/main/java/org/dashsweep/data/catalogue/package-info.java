/** The task of every name, and the readers of every table format. */
@NullMarked
package org.dashsweep.data.catalogue;

import org.jspecify.annotations.NullMarked;
