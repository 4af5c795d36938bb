package org.dashsweep.train;

import org.dashsweep.adapter.ChangeRates;

/**
 * The change rates of one matrix, recorded in a training.
 *
 * @param step updates done
 * @param rates of the matrix then
 */
public record RateRecord(int step, ChangeRates rates) {}
