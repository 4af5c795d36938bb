/**
 * The fine-tuning methods: which tensors each adds to a linear layer, when they train and how they
 * merge.
 */
@NullMarked
package org.dashsweep.adapter;

import org.jspecify.annotations.NullMarked;
