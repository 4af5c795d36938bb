package org.dashsweep.model.sdxl;

import org.dashsweep.tensor.Tensor;

/**
 * The tensors that all units of a forward pass share.
 *
 * @param time (B, E), timesteps and sizes embedded
 * @param prompts (B, tokens, K)
 */
record UnetContext(Tensor time, Tensor prompts) {}
