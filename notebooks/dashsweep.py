"""Dash Sweep's tables for notebooks: views of DuckDB, settings, intervals, and one look for charts."""

import json
import math
import pathlib
from dataclasses import dataclass

import duckdb
import matplotlib
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from scipy import optimize, stats

TABLES = ("trials", "evaluations", "steps", "predictions", "directions", "change_rates", "images", "attempts", "rungs")

# Metrics of which less is better.
LOWER_IS_BETTER = {"mse", "loss", "training-loss"}

# Okabe and Ito's colours, which colour-blind readers tell apart; each with a mark of its own.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
MARKS = "osD^vPX*"

# A verdict's sentence is shown whole.
pd.set_option("display.max_colwidth", None)

# These methods look alike in all charts.
FIRST = ("lora", "lora-dash", "dora", "full", "head-only")


def table_files(directory):
    """The Parquet files of each table, by its name: together they hold each row once.

    A directory of runs is read as "Compaction" in jobs/TABLES.md says: the compacted files of the newest manifest,
    and the files of the trials that it does not name. A plain copy (`dash-sweep compact --export`) has one file a
    table. Tables that `dash-sweep analyse` derived lie below `analysis`.
    """
    root = pathlib.Path(directory)
    manifests = sorted(root.glob("compacted/manifest-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    parts = json.loads(manifests[-1].read_text(encoding="utf-8"))["parts"] if manifests else []
    compacted = {trial for part in parts for trial in part["trialIds"]}
    files = {}
    for table in TABLES:
        own = [path for path in sorted(root.glob(f"{table}/*.parquet")) if path.name.split(".")[0] not in compacted]
        # A failure stays for a moment when its trial has succeeded.
        done = {path.name for path in own}
        own = [path for path in own if not path.name.endswith(".failed.parquet") or path.name.replace(".failed", "") not in done]
        files[table] = [root / part["files"][table] for part in parts if table in part["files"]] + own
    for derived in sorted(root.glob("analysis/*/rows.parquet")):
        files[derived.parent.name] = [derived]
    return {table: [str(path) for path in paths] for table, paths in files.items() if paths}


class Results:
    """The tables of one directory, each a view that `sql` may name."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.files = table_files(directory)
        if "trials" not in self.files:
            raise FileNotFoundError(
                f"{self.directory.resolve()} holds no trials: RESULTS is the directory that `dash-sweep run --out` names,"
                " or a copy by `dash-sweep compact --export`"
            )
        self.connection = duckdb.connect()
        self.connection.sql("SET TimeZone = 'UTC'")
        for table, paths in self.files.items():
            self.connection.read_parquet(paths, union_by_name=True).create_view(table)
        self.all_trials = self.sql("SELECT * FROM trials ORDER BY trial_id")
        self.all_trials["task"] = tasks(self.all_trials)
        self.trials = self.all_trials[self.all_trials.status == "SUCCEEDED"].reset_index(drop=True)
        self.settings = varying_settings(self.trials)

    def sql(self, query):
        """The answer to a query of DuckDB's SQL, as a data frame."""
        return self.connection.sql(query).df()

    def has(self, table):
        """Whether a table has rows."""
        return table in self.files and not self.sql(f"SELECT 1 FROM {table} LIMIT 1").empty


def tasks(trials):
    """What each trial is judged on: its task or data set. Other rows of the same one get a name of their own."""
    names = trials.task.fillna(trials.primary_dataset).fillna("all data sets")
    rows = trials.evaluation_fingerprint.fillna("")
    several = rows.groupby(names).transform("nunique") > 1
    return names.where(~several, names + " [rows " + rows.str[:6] + "]")


def varying_settings(trials):
    """The columns of settings that vary freely: neither constant nor told by an earlier one; without the seed.

    The settings are the columns up to `config`. A setting that only some methods have counts by its values there.
    """
    columns = list(trials.columns)
    settings = columns[: columns.index("config")]
    first = ["task", "method", "model", "rank", "learning_rate"]
    rest = [name for name in settings if name not in first + ["trial_id", "sweep", "seed"]]
    texts = trials[first + rest].map(lambda value: None if is_missing(value) else str(value))
    kept = []
    for name in first + rest:
        if texts[name].nunique() > 1 and not any(tells(texts, other, name) for other in kept):
            kept.append(name)
    return kept


def tells(texts, one, other):
    """Whether a value of one column leaves no choice in the other."""
    return (texts.groupby(one, dropna=False)[other].nunique() <= 1).all()


def is_missing(value):
    """Whether a value is none: null, or not a number."""
    return value is None or value is pd.NA or (np.isscalar(value) and pd.isna(value))


def shown(value):
    """A setting's value as a sweep file would have it."""
    if is_missing(value):
        return ""
    return f"{value:g}" if isinstance(value, (int, float, np.number)) else str(value)


def label(row, settings):
    """The settings of a row in words, such as `lora, rank 8`."""
    words = []
    for name in settings:
        if not is_missing(row[name]):
            plain = name in ("method", "task", "model")
            words.append(shown(row[name]) if plain else f"{name.replace('_', '-')} {shown(row[name])}")
    return ", ".join(words)


def with_validation(results, trials):
    """The trials with `quality`, of which more is better, and `validation`: the same of the held-out training rows, if there are any."""
    sign = np.where(trials.primary_metric.isin(LOWER_IS_BETTER), -1, 1)
    held_out = {}
    if results.has("evaluations"):
        rows = results.sql(
            """
            SELECT trial_id, metric, value FROM evaluations WHERE split = 'validation'
            QUALIFY step = max(step) OVER (PARTITION BY trial_id)
            """
        )
        held_out = {(row.trial_id, row.metric): row.value for row in rows.itertuples()}
    values = [held_out.get((row.trial_id, row.primary_metric), np.nan) for row in trials.itertuples()]
    return trials.assign(quality=sign * trials.primary_value, validation=sign * np.array(values, dtype=float))


def at_fair_rates(trials, cell):
    """The trials at the learning rate that is best on the validation split, for each cell and method.

    Returns nothing where a trial has no validation: then no rate can be chosen fairly.
    """
    if trials.validation.isna().any():
        return None
    groups = cell + ["method"]
    means = trials.groupby(groups + ["learning_rate"], dropna=False).validation.mean().reset_index()
    best = means.loc[means.groupby(groups, dropna=False).validation.idxmax()]
    return trials.merge(best[groups + ["learning_rate"]], on=groups + ["learning_rate"])


def rates_tried(trials, cell):
    """The most learning rates that a method was tried at in one cell."""
    return 0 if trials.empty else trials.groupby(cell + ["method"], dropna=False).learning_rate.nunique().max()


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval; `low` and `high` are NaN where nothing tells how sure the mean is."""

    mean: float
    low: float
    high: float
    standard_error: float
    degrees_of_freedom: float

    def __str__(self):
        if math.isnan(self.low):
            return f"{self.mean:+.4f} (no interval)"
        return f"{self.mean:+.4f} ({self.low:+.4f} … {self.high:+.4f})"


def student(values):
    """The mean of values with Student's 95 % interval: one value a seed, say."""
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        return Interval(values.mean(), math.nan, math.nan, math.nan, 0)
    return _interval(values.mean(), values.std(ddof=1) / math.sqrt(len(values)), len(values) - 1)


def crossed(table, answer=1.0):
    """The mean of a table (seeds, examples) with a 95 % interval for new seeds and new examples.

    Seeds and examples are crossed random effects (Scheffé, The Analysis of Variance, 1959, chapter 7); the variance of the
    mean and its degrees of freedom are those of the program (`org.dashsweep.jobs.statistics.CrossedMean`, where the
    sources stand). `answer` is what one counted answer changes, 0 for measured numbers. One seed alone tells of new
    examples only.
    """
    table = np.asarray(table, dtype=float)
    seeds, examples = table.shape
    by_seed = table.mean(axis=1)
    influences = table - by_seed[:, None]
    if not influences.any() and np.ptp(by_seed) == 0:
        # No answer differs: Clopper and Pearson's interval for a share of which none was seen.
        reach = answer * (1 - 0.025 ** (1 / examples))
        return Interval(table.mean(), table.mean() - reach, table.mean() + reach, reach / stats.t.ppf(0.975, examples - 1), examples - 1)
    by_example = influences.mean(axis=0)
    of_seeds = by_seed.var(ddof=1) / seeds if seeds > 1 else 0.0
    rest = ((influences - by_example) ** 2).sum() / ((seeds - 1) * (examples - 1)) if seeds > 1 else 0.0
    common = max((by_example**2).sum() / (examples - 1) - rest / seeds, 0)
    variance = of_seeds + common / examples + 0.25 * (answer / examples) ** 2
    share = of_seeds / variance
    reciprocal = (share / (seeds - 1) if seeds > 1 else 0) + (1 - share) / (examples - 1)
    return _interval(table.mean(), math.sqrt(variance), 1 / reciprocal)


def correctness(results, trial_ids, dataset, split):
    """A table (trials, examples) of 1 and 0 from the stored predictions, or nothing where they tell none."""
    if not results.has("predictions"):
        return None
    listed = ", ".join(f"'{trial_id}'" for trial_id in trial_ids)
    same = lambda column, value: f"{column} IS NOT DISTINCT FROM " + ("NULL" if is_missing(value) else f"'{value}'")
    answers = results.sql(
        f"""
        SELECT trial_id, coalesce(scorer, '') || '/' || example_id AS example, coalesce(correct, label = prediction)::INT AS correct
        FROM predictions WHERE trial_id IN ({listed}) AND {same('dataset', dataset)} AND {same('split', split)}
        """
    )
    table = answers.pivot(index="trial_id", columns="example", values="correct").reindex(trial_ids)
    return None if table.empty or table.isna().any(axis=None) else table.to_numpy(dtype=float)


def paired(results, ones, others, differences, dataset, split, metric):
    """The mean difference of paired trials with its interval, and the number of examples that it covers.

    For accuracy the single answers tell of new examples too, if they are stored and give just these differences.
    Everything else, and trials without them, has Student's interval over seeds, and 0 examples.
    """
    if metric == "accuracy":
        mine, theirs = (correctness(results, list(trial_ids), dataset, split) for trial_ids in (ones, others))
        if mine is not None and theirs is not None and mine.shape == theirs.shape:
            if np.allclose(mine.mean(axis=1) - theirs.mean(axis=1), differences, atol=1e-6):
                return crossed(mine - theirs), mine.shape[1]
    return student(differences), 0


def minimum_detectable(interval, power=0.8, level=0.05):
    """The smallest true difference that Student's test with this standard error finds with this probability."""
    freedom, error = interval.degrees_of_freedom, interval.standard_error
    if not freedom or not error:
        return math.nan
    critical = stats.t.ppf(1 - level / 2, freedom)
    # The estimated standard error varies: its quantiles, in units of the true one.
    estimated = np.sqrt(stats.chi2.ppf((np.arange(2000) + 0.5) / 2000, freedom) / freedom)
    found = lambda effect: np.mean(stats.norm.cdf(effect - critical * estimated) + stats.norm.cdf(-effect - critical * estimated))
    return error * optimize.brentq(lambda effect: found(effect) - power, 0, 1000)


def holm(p):
    """Holm's correction of p values; one that is not a number is no test."""
    p = np.asarray(p, dtype=float)
    order = np.argsort(p)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1, np.maximum.accumulate((np.sum(~np.isnan(p)) - np.arange(len(p))) * p[order]))
    return np.where(np.isnan(p), np.nan, adjusted)


def _interval(mean, standard_error, freedom):
    reach = stats.t.ppf(0.975, freedom) * standard_error
    return Interval(mean, mean - reach, mean + reach, standard_error, freedom)


def say(text):
    """Shows a sentence of Markdown below a cell."""
    display(Markdown(text))


def missing(what, remedy):
    """Says what these tables do not have, and what would bring it."""
    say(f"> **Not in these tables:** {what}. {remedy}")


def look():
    """Sets one look for all charts."""
    matplotlib.rcParams.update(
        {
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.alpha": 0.25,
            "font.size": 9.5,
            "axes.titlesize": 10.5,
            "legend.frameon": False,
            "svg.hashsalt": "dash-sweep",
        }
    )
    pd.options.display.max_rows = 60
    pd.options.display.precision = 4


def marks(names):
    """A colour and a mark for each name; those of `FIRST` first, the others by name."""
    unique = sorted(set(names), key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    rest = [name for name in unique if name not in FIRST]
    place = lambda name: FIRST.index(name) if name in FIRST else len(FIRST) + rest.index(name)
    return {name: (COLOURS[place(name) % len(COLOURS)], MARKS[place(name) % len(MARKS)]) for name in unique}
