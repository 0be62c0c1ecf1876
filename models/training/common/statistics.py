"""Means and their 95 % intervals by bootstrap over patients."""
import numpy as np

DRAWS = 2000


def interval(values, groups=None, seed=1):
    """Mean of `values` (NaN left out) with its interval; drawing whole groups where several values share a patient."""
    values = np.asarray(values, float)
    return bootstrap(lambda rows: float(np.nanmean(values[rows])), len(values), groups, seed)


def bootstrap(statistic, count, groups=None, seed=1, draws=DRAWS):
    """{value, low, high} of statistic(row numbers), percentile bootstrap over groups (default: each row its own)."""
    groups = np.arange(count) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    members = [np.flatnonzero(groups == g) for g in range(groups.max() + 1)]
    random, values = np.random.default_rng(seed), []
    for _ in range(draws):
        rows = np.concatenate([members[g] for g in random.integers(len(members), size=len(members))])
        value = statistic(rows)
        if np.isfinite(value):
            values.append(value)
    low, high = np.percentile(values, [2.5, 97.5])
    return {'value': statistic(np.arange(count)), 'low': float(low), 'high': float(high)}
