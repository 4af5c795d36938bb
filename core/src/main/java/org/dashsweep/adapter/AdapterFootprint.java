package org.dashsweep.adapter;

/**
 * The numbers that a method adds to one layer, once all its phases have begun. All are float32.
 *
 * @param ranks inner width of the low-rank product, directions included
 * @param trained numbers that train
 * @param frozen other numbers of the trial's own
 * @param decomposed numbers of the layer's singular vectors, which the trials of a base share
 * @param magnitudes outputs that are rescaled, all of the layer's or none
 */
public record AdapterFootprint(
    int ranks, long trained, long frozen, long decomposed, long magnitudes) {}
