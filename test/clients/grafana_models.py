"""grafana_models.py FOLDER: each dashboard through Grafana's own models and back, losing nothing
but what the import form alone knows."""
import json
import pathlib
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard


def lost(given, back, path=""):
    if isinstance(given, dict) and isinstance(back, dict):
        return [problem for key, value in given.items() for problem in ([f"{path}/{key}"] if key not in back else lost(value, back[key], f"{path}/{key}"))]
    if isinstance(given, list) and isinstance(back, list) and len(given) == len(back):
        return [problem for n, (a, b) in enumerate(zip(given, back)) for problem in lost(a, b, f"{path}[{n}]")]
    return [] if given == back else [path]


for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    given = json.loads(file.read_text())
    given.pop("__inputs")
    problems = lost(given, json.loads(JSONEncoder().encode(Dashboard.from_json(given))))
    print(f"{'not ok' if problems else 'ok'} - Grafana {file.stem}: {problems or str(len(given['panels'])) + ' panels as its models have them'}")
