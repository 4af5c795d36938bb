/**
 * Comparisons of one training's directions with those of another: the ones of Si et al., 2025,
 * section 3, on lists of directions by falling change rate. It knows no other package.
 */
@NullMarked
package org.dashsweep.directions;

import org.jspecify.annotations.NullMarked;
