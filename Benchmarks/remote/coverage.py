#!/usr/bin/env python3
"""How often the bounds hold that `ullage calibration export` states, on requests not used for them.

    ullage-net usage import recorded.jsonl --store counts.sqlite
    python3 coverage.py counts.sqlite

Every class (a model, and the rule that leaves most doubt) is halved at random, twenty times from a fixed seed: bounds are
taken from one half and tried on the other. Classes with too few observations for a coverage promise nothing and are left
out.
"""

import math
import random
import sqlite3
import sys


def classes(path):
    """Scores by class, and how the uncorrected counts did."""
    with sqlite3.connect(path) as store:
        rows = store.execute("SELECT id, model, remote, local, lower, upper FROM observation").fetchall()
        shares = store.execute("SELECT observation, rule, below + above FROM share WHERE NOT exact").fetchall()
    doubts = {}
    for observation, rule, width in shares:
        doubts.setdefault(observation, []).append((max(width, 1), rule))
    scores, fixed, tally = {}, [], {"observations": len(rows), "within": 0, "exact": 0, "missed": 0}
    for observation, model, remote, local, lower, upper in rows:
        is_within = lower <= remote <= max(lower, upper)
        tally["within"] += is_within
        if observation not in doubts:
            tally["exact"] += 1
            tally["missed"] += remote != local
            fixed.append(is_within)
            continue
        width = max(width for width, _ in doubts[observation])
        rule = min(rule for own, rule in doubts[observation] if own == width)
        scores.setdefault((model, rule), []).append(((remote - local) / width, is_within))
    return scores, fixed, tally


def held(scores, fixed, coverage, rounds=20):
    """Of upper and lower bounds, the share that held; how many classes and requests they were tried on; and the share of
    all requests of the other half that lay within bounds, corrected where there is a correction."""
    chance, upper, lower, tried, used, whole, all_new = random.Random(1), 0, 0, 0, set(), 0, 0
    for _ in range(rounds):
        for key, all_scores in sorted(scores.items()):
            order = chance.sample(all_scores, len(all_scores))
            half = len(order) // 2
            known, new = sorted(score for score, _ in order[:half]), order[half:]
            all_new += len(new)
            rank = math.ceil((half + 1) * coverage - 1e-9)
            if not 1 <= rank <= half:
                whole += sum(is_within for _, is_within in new)
                continue
            used.add(key)
            tried += len(new)
            upper += sum(score <= known[rank - 1] for score, _ in new)
            lower += sum(score >= known[half - rank] for score, _ in new)
            whole += sum(known[half - rank] <= score <= known[rank - 1] for score, _ in new)
        new = chance.sample(fixed, len(fixed) - len(fixed) // 2)
        whole, all_new = whole + sum(new), all_new + len(new)
    return upper / max(tried, 1), lower / max(tried, 1), len(used), tried // rounds, whole / max(all_new, 1)


def main():
    scores, fixed, tally = classes(sys.argv[1])
    print("{observations} observations, {within} within the uncorrected bounds; {exact} called exact, {missed} not".format(**tally))
    for coverage in (0.8, 0.9, 0.95):
        upper, lower, kinds, tried, whole = held(scores, fixed, coverage)
        print(
            f"stated {coverage}: upper held {upper:.3f}, lower {lower:.3f} ({kinds} classes, {tried} requests a round); "
            f"of all requests {whole:.4f} within"
        )


if __name__ == "__main__":
    main()
