/**
 * Sweep specifications: strict YAML, its expansion into trials, and their content-hashed
 * identities.
 */
@NullMarked
package org.dashsweep.sweep;

import org.jspecify.annotations.NullMarked;
