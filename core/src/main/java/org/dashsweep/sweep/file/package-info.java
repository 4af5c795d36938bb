/** Reads sweep files: strict YAML, expanded into trials; problems name line and column. */
@NullMarked
package org.dashsweep.sweep.file;

import org.jspecify.annotations.NullMarked;
