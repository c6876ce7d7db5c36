"""Converts a market of the Magentic Marketplace authors (a folder with customers/*.yaml and businesses/*.yaml) to a walras market file.

    analysis/import_magentic_market.py FOLDER -o market.json
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

import yaml


class ImportProblem(Exception):
    """What is wrong, and in which file."""


def _load(path: pathlib.Path, required: tuple[str, ...]) -> dict:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise ImportProblem(f"{path}: not readable as YAML: {problem}") from problem
    if not isinstance(data, dict):
        raise ImportProblem(f"{path}: a mapping was expected")
    for key in required:
        if key not in data:
            raise ImportProblem(f"{path}: the key '{key}' is missing")
    return data


def _prices(path: pathlib.Path, items: object) -> dict[str, float]:
    if not isinstance(items, dict) or not items:
        raise ImportProblem(f"{path}: menu_features must map item names to prices")
    for name, price in items.items():
        if isinstance(price, bool) or not isinstance(price, (int, float)) or not price >= 0:
            raise ImportProblem(f"{path}: the price of '{name}' is {price!r}; a non-negative number was expected")
    return {str(name): float(price) for name, price in items.items()}


def convert(folder: pathlib.Path) -> dict:
    """The market as the dictionary of a market file; files in the order of their names."""
    customers = sorted((folder / "customers").glob("*.yaml"))
    businesses = sorted((folder / "businesses").glob("*.yaml"))
    if not customers or not businesses:
        raise ImportProblem(f"{folder}: customers/*.yaml and businesses/*.yaml were expected")
    market: dict = {"consumers": [], "businesses": []}
    for path in customers:
        data = _load(path, ("id", "request", "menu_features", "amenity_features"))
        market["consumers"].append(
            {
                "id": str(data["id"]),
                "request": str(data["request"]),
                "items": _prices(path, data["menu_features"]),
                "amenities": [str(name) for name in data["amenity_features"]],
            }
        )
    for path in businesses:
        data = _load(path, ("id", "name", "description", "rating", "menu_features", "amenity_features"))
        entry = {
            "id": str(data["id"]),
            "name": str(data["name"]),
            "description": str(data["description"]),
            "rating": float(data["rating"]),
            "items": _prices(path, data["menu_features"]),
            "amenities": [str(name) for name, offered in data["amenity_features"].items() if offered],
        }
        if "min_price_factor" in data:
            entry["min_price_factor"] = float(data["min_price_factor"])
        market["businesses"].append(entry)
    return market


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    try:
        market = convert(arguments.folder)
        text = json.dumps(market, ensure_ascii=False, indent=1) + "\n"
        arguments.output.write_text(text, encoding="utf-8")
    except (ImportProblem, OSError) as problem:
        print(f"import: {problem}", file=sys.stderr)
        return 2
    print(f"{arguments.output}: {len(market['consumers'])} consumers, {len(market['businesses'])} businesses")
    return 0


if __name__ == "__main__":
    sys.exit(main())
