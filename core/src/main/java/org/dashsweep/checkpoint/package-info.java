/** Reading and writing model weights as other people's software stores them. */
@NullMarked
package org.dashsweep.checkpoint;

import org.jspecify.annotations.NullMarked;
