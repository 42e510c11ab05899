#!/usr/bin/env python3
"""Installs the pinned rivals into a folder of their own: `rivals.py [FOLDER]`.

They come from PyPI; `rivals/pins.tsv` names versions and licences, `rivals/ranks.tsv` where the vocabulary comes from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rivals.installation import Installation


def main() -> None:
    parser = argparse.ArgumentParser(description="Install the pinned rivals.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent / ".rivals")
    Installation(parser.parse_args().folder).ensure()


if __name__ == "__main__":
    main()
