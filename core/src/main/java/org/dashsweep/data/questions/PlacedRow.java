package org.dashsweep.data.questions;

import java.util.function.Supplier;
import org.dashsweep.data.commonsense.Instruction;

/**
 * A row with its place.
 *
 * @param place what messages call it, such as {@code train.csv, line 3,}
 */
public record PlacedRow(Instruction row, Supplier<String> place) {}
