"""Every answer is right before anything is timed, and again in what was timed."""

from __future__ import annotations

from collections.abc import Callable

from .engines import BPE, SAME, Field

Ask = Callable[[list[str]], dict]


def answers(field: Field, ask: Ask, kinds: list[str], adversaries: list[str]) -> list[str]:
    """Compares the counts of samples document by document; returns what was compared, or exits where ours are wrong."""
    said = []
    samples = [f"{kind}.64k" for kind in kinds]
    reference = _counts(field, ask, BPE[-1], samples)
    for engine in BPE[:-1]:
        same = _counts(field, ask, engine, samples) == reference
        said.append(f"{engine}: {'equals' if same else 'DIFFERS FROM'} {BPE[-1]} on {len(samples)} samples of 64 KB")
    if not field.installation.has_ctok:
        return [*said, "ctok: not installed (it needs Python 3.12); our counts were not compared"]
    samples += [f"{name}.4k" for name in adversaries]
    for rival, family in SAME.items():
        if _counts(field, ask, family, samples) != _counts(field, ask, rival, samples):
            raise SystemExit(f"{family} does not count as {rival} does; nothing was timed")
        said.append(f"{family}: equals {rival} on every document of {len(samples)} samples")
    return said


def _counts(field: Field, ask: Ask, engine: str, texts: list[str]) -> list[list[int]]:
    answer = ask(field.command(engine, "counts", texts))
    if "failed" in answer:
        raise SystemExit(f"{engine}: {answer['failed']}")
    return answer["result"]["counts"]


def totals(samples: list[dict]) -> list[str]:
    """Where timed passes over the same bytes gave different totals, though the engine or its peers must agree."""
    seen: dict[tuple, dict[int, set[str]]] = {}
    for sample in samples:
        for name, taken in (sample.get("result") or {}).get("passes", {}).items():
            engine = sample["engine"]
            group = "o200k_base" if engine in BPE else SAME.get(engine, engine)
            cell = seen.setdefault((group, sample["mode"], sample["text"], name), {})
            cell.setdefault(taken["tokens"], set()).add(engine)
    return [
        f"{group}, {text}, {mode}, {name}: " + ", ".join(f"{n} ({', '.join(sorted(who))})" for n, who in cell.items())
        for (group, mode, text, name), cell in seen.items() if len(cell) > 1]
