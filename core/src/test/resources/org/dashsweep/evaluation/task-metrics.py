"""Writes task-metrics.json: metrics by scikit-learn 1.9.1 and SciPy 1.17.1 for MetricsTest."""

import json
import math
import random
import warnings

from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef, mean_squared_error

warnings.simplefilter("ignore")
random.seed(7)


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def of_classes(classes, labels, predictions):
    metrics = {
        "accuracy": accuracy_score(labels, predictions),
        "matthews": matthews_corrcoef(labels, predictions),
        "macro-f1": f1_score(labels, predictions, average="macro", zero_division=0),
        "weighted-f1": f1_score(labels, predictions, average="weighted", zero_division=0),
    }
    if classes == 2:
        metrics["f1"] = f1_score(labels, predictions, pos_label=1, zero_division=0)
    return case(classes, labels, predictions, metrics)


def of_scores(labels, predictions):
    pearson = pearsonr(labels, predictions)[0]
    spearman = spearmanr(labels, predictions)[0]
    metrics = {
        "correlation": (pearson + spearman) / 2,
        "pearson": pearson,
        "spearman": spearman,
        "mse": mean_squared_error(labels, predictions),
    }
    return case(0, labels, predictions, metrics)


def case(classes, labels, predictions, metrics):
    return {
        "classes": classes,
        "labels": labels,
        "predictions": predictions,
        "metrics": {name: number(value) for name, value in metrics.items()},
    }


def skewed(classes, count):
    return [min(int(random.expovariate(1)), classes - 1) for _ in range(count)]


def guesses(labels, classes, share):
    return [x if random.random() < share else random.randrange(classes) for x in labels]


cases = []
for classes in (2, 3, 7):
    for count in (1, 5, 60):
        labels = skewed(classes, count)
        cases.append(of_classes(classes, labels, guesses(labels, classes, 0.6)))
cases.append(of_classes(2, [0, 1, 0, 1], [0, 0, 0, 0]))
cases.append(of_classes(2, [0, 0, 0], [0, 0, 0]))
cases.append(of_classes(3, [0, 1, 2, 2], [1, 1, 1, 1]))
cases.append(of_classes(4, [0, 1, 1, 3], [2, 1, 1, 3]))
cases.append(of_classes(3, [0, 1, 2], [1, 2, 0]))
for count in (2, 5, 40):
    labels = [round(random.uniform(-3, 8), 2) for _ in range(count)]
    cases.append(of_scores(labels, [round(x * 0.7 + random.gauss(0, 1), 3) for x in labels]))
cases.append(of_scores([1.0, 2.0, 2.0, 5.0], [0.5, 0.5, 3.0, -1.0]))
cases.append(of_scores([1.0, 2.0, 3.0], [2.3, 2.3, 2.3]))
cases.append(of_scores([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]))
cases.append(of_scores([1e6, 2e6, 3e6, 4.5e6], [1.1e6, 1.9e6, 3.4e6, 4e6]))
print("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]")
