package org.dashsweep.sweep;

/**
 * A trial at a rung of an exploration.
 *
 * @param step updates done
 * @param metric what it is compared by
 * @param value of that metric at this step
 */
public record Rung(int step, String metric, double value) {}
