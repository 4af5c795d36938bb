/** Tasks that sweep files describe: labelled rows of people's own files. */
@NullMarked
package org.dashsweep.data.described;

import org.jspecify.annotations.NullMarked;
