#!/usr/bin/env python3
"""superset_rows.py ADDRESS USER PASSWORD: signs in to Superset's API and asks for rows of every dataset that the
dashboards stand on, through Superset's own connection. Prints how many; exit status 1 when one is refused."""
import json
import sys
import urllib.error
import urllib.request

address, user, password = sys.argv[1].split("/dashboard")[0], sys.argv[2], sys.argv[3]
token = None


def ask(path, body=None):
    request = urllib.request.Request(f"{address}/api/v1/{path}", json.dumps(body).encode() if body else None, {"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        return json.load(urllib.request.urlopen(request, timeout=120))
    except urllib.error.HTTPError as error:
        sys.exit(f"{path}: {error.code} {error.read()[:600].decode()}")


token = ask("security/login", {"username": user, "password": password, "provider": "db", "refresh": False})["access_token"]
dashboards = ask("dashboard/?q=(page_size:100)")["result"]
datasets = ask("dataset/?q=(page_size:200)")["result"]
filled = 0
for dataset in datasets:
    columns = [column["column_name"] for column in ask(f"dataset/{dataset['id']}")["result"]["columns"]]
    query = {"columns": columns, "metrics": [], "orderby": [], "row_limit": 5}
    rows = ask("chart/data", {"datasource": {"id": dataset["id"], "type": "table"}, "queries": [query], "result_format": "json", "result_type": "full"})
    filled += bool(rows["result"][0]["data"])
print(f"{len(dashboards)} dashboards, {len(datasets)} datasets answer, {filled} with rows")
sys.exit(not (dashboards and datasets and filled))
