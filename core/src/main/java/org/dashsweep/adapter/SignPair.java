package org.dashsweep.adapter;

/**
 * Two frozen tensors whose columns and rows are vectors that may change their signs together, such
 * as singular vectors.
 *
 * @param columns tensor (out, s)
 * @param rows tensor (s, in)
 */
public record SignPair(AdapterTensor columns, AdapterTensor rows) {}
