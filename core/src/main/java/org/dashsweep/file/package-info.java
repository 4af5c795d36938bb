/** Files as they lie on a disk, whatever they hold. Knows no other package. */
@NullMarked
package org.dashsweep.file;

import org.jspecify.annotations.NullMarked;
