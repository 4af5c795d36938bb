package org.dashsweep.jobs.analysis;

/**
 * The settings of the random forest and its cross-validation. Splits choose among all features, as
 * scikit-learn's forests do by default.
 *
 * @param trees of each forest, each grown on a bootstrap sample
 * @param depth most splits from the root to a leaf
 * @param folds parts of the trials, each of which is held out once
 * @param repeats permutations of each setting and pair in a fold
 */
record ForestSettings(int trees, int depth, int folds, int repeats, long seed) {
  static final ForestSettings DEFAULT = new ForestSettings(100, 12, 5, 5, 17);
}
