"""Alerts on answers slower than LIMIT_S."""
import csv, json, sys

LIMIT_S = 0.25

for row in csv.DictReader(sys.stdin):
    if float(row["response_time_s"]) > LIMIT_S:
        print(json.dumps({"at": int(row["index"]), "key": "slow"}), flush=True)
