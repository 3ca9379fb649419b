"""Statistics of shares of right answers: intervals, sample sizes, paired tests."""

from math import ceil, sqrt
from statistics import NormalDist

NORMAL = NormalDist()
EXACT_UP_TO = 1_000


def quantile(tail: float) -> float:
    """Give the standard normal value with `tail` of the probability above it."""
    return -NORMAL.inv_cdf(tail)


def wilson_interval(successes: float, samples: float, alpha: float = 0.05) -> tuple[float, float]:
    """Give the Wilson score interval of a share (share, share).

    It stays between 0 and 1 and holds its level where the plain interval fails: near 0 and 1.

    Source: E. B. Wilson, 1927, JASA 22(158); `evidence/wilson-1927`.

    >>> low, high = wilson_interval(481, 500)
    >>> round(low, 3), round(high, 3)
    (0.941, 0.976)
    """
    z2 = quantile(alpha / 2) ** 2
    share = successes / samples
    middle = (share + z2 / (2 * samples)) / (1 + z2 / samples)
    spread = share * (1 - share) / samples + z2 / (4 * samples**2)
    half = sqrt(z2 * spread) / (1 + z2 / samples)
    return max(0.0, middle - half), min(1.0, middle + half)


def samples_per_arm(baseline: float, target: float, alpha: float, power: float) -> int:
    """Count the test items for each of two independent sets to tell two rates apart (items).

    Normal approximation, pooled variance under no difference, two-sided.

    Source: J. L. Fleiss, Statistical Methods for Rates and Proportions; `evidence/sample-size`.

    >>> samples_per_arm(0.88, 0.95, alpha=0.05, power=0.8)
    248
    """
    return ceil(_samples_per_arm(baseline, target, alpha, power))


def power_of(baseline: float, target: float, samples: int, alpha: float) -> float:
    """Give the chance that two sets of `samples` items show the difference (share)."""
    pooled, apart = _spreads(baseline, target)
    reached = abs(target - baseline) * sqrt(samples) - quantile(alpha / 2) * pooled
    if apart == 0:
        return 1.0 if reached > 0 else 0.0
    return NORMAL.cdf(reached / apart)


def detectable_rate(baseline: float, samples: int, alpha: float, power: float) -> float | None:
    """Find the lowest rate above `baseline` that two sets of `samples` items tell apart (share).

    None where even a perfect rate would not show.
    """
    if baseline >= 1 or _samples_per_arm(baseline, 1.0, alpha, power) > samples:
        return None
    low, high = baseline, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        shows = middle > baseline and (_samples_per_arm(baseline, middle, alpha, power) <= samples)
        low, high = (low, middle) if shows else (middle, high)
    return high


def paired_samples(difference: float, discordant: float, alpha: float, power: float) -> int:
    """Count the items of one test set that both answer, to show a difference (items).

    `discordant` is the share of items on which exactly one of the two is right.

    Source: R. J. Connor, 1987, Biometrics 43; `evidence/connor-1987`.
    """
    difference = abs(difference)
    spread = sqrt(max(discordant - difference**2, 0.0))
    reach = quantile(alpha / 2) * sqrt(discordant) + quantile(1 - power) * spread
    return ceil((reach / difference) ** 2)


def mcnemar(fixed: int, broken: int) -> float:
    """Give the two-sided p-value that as many items were fixed as broken (share).

    Exact binomial up to 1,000 items that changed, normal with continuity correction above.

    Source: Q. McNemar, 1947, Psychometrika 12; `evidence/mcnemar-1947`.

    >>> mcnemar(fixed=4, broken=0)  # 2 / 2**4
    0.125
    """
    changed, fewer = fixed + broken, min(fixed, broken)
    if changed == 0:
        return 1.0
    if changed <= EXACT_UP_TO:
        return min(1.0, 2 * _ways_of_at_most(fewer, changed) / (1 << changed))
    excess = max(abs(fixed - broken) - 1, 0)
    return 2 * NORMAL.cdf(-excess / sqrt(changed))


def _ways_of_at_most(most: int, items: int) -> int:
    ways = total = 1
    for chosen in range(most):
        ways = ways * (items - chosen) // (chosen + 1)
        total += ways
    return total


def _samples_per_arm(baseline: float, target: float, alpha: float, power: float) -> float:
    pooled, apart = _spreads(baseline, target)
    reach = quantile(alpha / 2) * pooled + quantile(1 - power) * apart
    return float((reach / (target - baseline)) ** 2)


def _spreads(baseline: float, target: float) -> tuple[float, float]:
    mean = (baseline + target) / 2
    apart = baseline * (1 - baseline) + target * (1 - target)
    return sqrt(2 * mean * (1 - mean)), sqrt(max(apart, 0.0))
