"""Tables of known functions with noise, and what other software makes of them.

Writes search.csv (a random search) and grid.csv (a full grid with seeds), and prints to expected.json:
- scikit-learn's permutation importance of search.csv on held-out trials, with the settings of
  ForestSettings.DEFAULT: mean and standard deviation over SEEDS assignments of folds and forests;
- statsmodels' sums of squares of type II of grid.csv, which are exact for a balanced grid, and the
  functional ANOVA of the cells' means by its definition (Hutter, Hoos and Leyton-Brown 2014);
- SciPy's Spearman correlation of value and rank in search.csv.

Run with numpy, pandas, scipy, scikit-learn and statsmodels: python make_expected.py
"""

import itertools
import json

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
from scipy.stats import spearmanr
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.model_selection import KFold
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
RANKS = [2, 4, 8, 16, 32]
METHODS = ["lora", "lora-dash"]
NAMES = ["method", "learning-rate", "rank", "epochs"]
TREES, DEPTH, FOLDS, REPEATS, SEEDS = 100, 12, 5, 5, 20


def truth(method, rate, rank):
    """A best rate, gains by rank, and a method that gains by rank alone. Epochs do nothing."""
    dash = 0.02 * (np.log2(rank) - 3) * (method == "lora-dash")
    return 0.75 - 0.05 * (np.log10(rate) + 3) ** 2 + 0.01 * np.log2(rank) + dash


def search():
    random = np.random.default_rng(7)
    rows = []
    for number in range(200):
        method, rate, rank = random.choice(METHODS), random.choice(RATES), random.choice(RANKS)
        epochs = int(random.integers(1, 4))
        value = round(float(truth(method, rate, rank) + 0.01 * random.standard_normal()), 6)
        rows.append([f"s{number:03d}", method, rate, rank, epochs, 1 + number % 3, value])
    return pd.DataFrame(rows, columns=["id", "method", "rate", "rank", "epochs", "seed", "value"])


def grid():
    random = np.random.default_rng(11)
    rows = []
    for number, (method, rate, rank, seed) in enumerate(
        itertools.product(METHODS, RATES[1:4], [2, 8, 32], [1, 2, 3])
    ):
        value = round(float(truth(method, rate, rank) + 0.01 * random.standard_normal()), 6)
        rows.append([f"g{number:03d}", method, rate, rank, 1, seed, value])
    return pd.DataFrame(rows, columns=["id", "method", "rate", "rank", "epochs", "seed", "value"])


def held_out(x, y, seed):
    sets = [[i] for i in range(4)] + [list(pair) for pair in itertools.combinations(range(4), 2)]
    total, errors, added = 0.0, 0.0, np.zeros(len(sets))
    random = np.random.default_rng(seed)
    for train, test in KFold(FOLDS, shuffle=True, random_state=seed).split(x):
        forest = RandomForestRegressor(TREES, max_depth=DEPTH, max_features=1.0, random_state=seed)
        forest.fit(x[train], y[train])
        total += ((y[test] - y[train].mean()) ** 2).sum()
        error = ((y[test] - forest.predict(x[test])) ** 2).sum()
        errors += error
        single = permutation_importance(
            forest, x[test], y[test], scoring="neg_mean_squared_error", n_repeats=REPEATS,
            random_state=seed)
        added[:4] += single.importances_mean * len(test)
        # permutation_importance permutes one column at a time.
        for place, columns in enumerate(sets[4:], start=4):
            for _ in range(REPEATS):
                changed = x[test].copy()
                changed[:, columns] = changed[random.permutation(len(test))][:, columns]
                added[place] += (((y[test] - forest.predict(changed)) ** 2).sum() - error) / REPEATS
    return np.concatenate([[1 - errors / total], added / total])


def importance(frame):
    x = np.column_stack([
        frame["method"].map(METHODS.index), np.log10(frame["rate"]), frame["rank"], frame["epochs"]])
    y = frame["value"].to_numpy()
    runs = np.array([held_out(x, y, seed) for seed in range(SEEDS)])
    labels = ["r2"] + NAMES + [
        f"{NAMES[a]} x {NAMES[b]}" for a, b in itertools.combinations(range(4), 2)]
    return {label: {"mean": mean, "deviation": deviation}
            for label, mean, deviation in zip(labels, runs.mean(0), runs.std(0, ddof=1))}


def squares(frame):
    model = ols("value ~ C(method) * C(rate) * C(rank)", frame).fit()
    table = anova_lm(model, typ=2)
    total = ((frame["value"] - frame["value"].mean()) ** 2).sum()
    return {
        "share": {name: value / total for name, value in table["sum_sq"].items()},
        "p": {name: value for name, value in table["PR(>F)"].items() if np.isfinite(value)},
    }


def functional(frame):
    """Shares of the variance of the cells' means, by the definition over subsets."""
    names = ["method", "rate", "rank"]
    cells = frame.groupby(names)["value"].mean().reset_index()
    mean = cells["value"].mean()
    parts, variances = {(): pd.Series(mean, index=cells.index)}, {}
    for size in (1, 2, 3):
        for subset in itertools.combinations(names, size):
            marginal = cells.groupby(list(subset))["value"].transform("mean")
            smaller = [s for n in range(size) for s in itertools.combinations(subset, n)]
            parts[subset] = marginal - sum(parts[s] for s in smaller)
            variances[" x ".join(subset)] = (parts[subset] ** 2).mean()
    total = ((cells["value"] - mean) ** 2).mean()
    return {name: value / total for name, value in variances.items()}


def main():
    searched, gridded = search(), grid()
    searched.to_csv("search.csv", index=False)
    gridded.to_csv("grid.csv", index=False)
    expected = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__,
                     "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__},
        "search": importance(searched),
        "spearman": float(spearmanr(searched["value"], searched["rank"]).statistic),
        "grid": squares(gridded),
        "functional": functional(gridded),
    }
    with open("expected.json", "w") as file:
        json.dump(expected, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
