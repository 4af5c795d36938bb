/** One trial from start to end: load, adapt, fit, evaluate, outcome. */
@NullMarked
package org.dashsweep.trial;

import org.jspecify.annotations.NullMarked;
