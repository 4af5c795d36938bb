/**
 * Native tensors with one owner: scopes, element types and the few operations Java needs on them.
 */
@NullMarked
package org.dashsweep.tensor;

import org.jspecify.annotations.NullMarked;
