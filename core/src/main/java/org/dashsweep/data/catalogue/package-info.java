/** The task of every name. */
@NullMarked
package org.dashsweep.data.catalogue;

import org.jspecify.annotations.NullMarked;
