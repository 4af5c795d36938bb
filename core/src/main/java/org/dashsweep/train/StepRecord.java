package org.dashsweep.train;

/**
 * One optimiser update.
 *
 * @param step from 1
 * @param loss mean loss of the update's batch, before the update
 * @param gradientNorm before clipping
 * @param tokens real (never padded) tokens of the batch
 * @param seconds wall-clock seconds of the update
 */
public record StepRecord(
    int step, double loss, double learningRate, double gradientNorm, int tokens, double seconds) {}
