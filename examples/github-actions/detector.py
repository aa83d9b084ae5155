"""Alerts when IN_A_ROW answers in a row took longer than 0.25 s. Reads rows of CSV on standard input."""
import csv, json, sys

IN_A_ROW = 2
slow = 0
for row in csv.DictReader(sys.stdin):
    slow = slow + 1 if float(row["response_time_s"]) > 0.25 else 0
    if slow >= IN_A_ROW:
        print(json.dumps({"at": int(row["index"]), "severity": "error"}), flush=True)
