/** The tasks of the GLUE benchmark (Wang et al., 2019), read from its files. */
@NullMarked
package org.dashsweep.data.glue;

import org.jspecify.annotations.NullMarked;
