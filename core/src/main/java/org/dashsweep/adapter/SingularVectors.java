package org.dashsweep.adapter;

import org.dashsweep.tensor.Tensor;

/**
 * W = U diag(σ) Vᵀ with k = min(out, in).
 *
 * @param left U, (out, k)
 * @param values σ, (k,), descending
 * @param right Vᵀ, (k, in)
 */
public record SingularVectors(Tensor left, Tensor values, Tensor right) {}
