/**
 * A sweep after its file is read: trials, their content-hashed identities, plans, early stopping.
 */
@NullMarked
package org.dashsweep.sweep;

import org.jspecify.annotations.NullMarked;
