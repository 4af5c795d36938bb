package org.dashsweep.adapter;

/**
 * A task-specific direction of one matrix (paper, definition 4).
 *
 * @param layer whose W it is a singular direction of
 * @param index among W's singular directions, from 0 at the largest singular value
 * @param sigma the singular value
 * @param changeRate |uᵀ ΔW v| / (σ + ε) when it was chosen
 * @param deltaSigma its coefficient now
 */
public record ChosenDirection(
    LinearLayer layer, int index, double sigma, double changeRate, double deltaSigma) {}
