/**
 * Pictures in files and in memory: decoding, resizing, preparation for models, encoding. Results
 * equal those of Pillow, which the reference implementations use.
 */
@NullMarked
package org.dashsweep.image;

import org.jspecify.annotations.NullMarked;
