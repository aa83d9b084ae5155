"""Alerts while answers take longer than LIMIT_S: detector.py [LOG [POLL_SECONDS]]
Judges rows of CSV on standard input, or follows a log in the original's format."""
import csv, json, sys, time

LIMIT_S = 0.25


def rows_of_input():
    for row in csv.DictReader(sys.stdin):
        yield int(row["index"]), float(row["response_time_s"])


def rows_of_log(path, poll_seconds="0.1"):
    with open(path, encoding="utf-8") as log:
        line = ""
        while True:
            line += log.readline()
            if line.endswith("\n"):
                yield None, float(line.rsplit("Response_time:", 1)[1])
                line = ""
            else:
                time.sleep(float(poll_seconds))


slow = False
for at, seconds in rows_of_log(*sys.argv[1:]) if sys.argv[1:] else rows_of_input():
    if (seconds > LIMIT_S) != slow:
        slow = not slow
        state = "firing" if slow else "resolved"
        print(json.dumps({"at": at, "key": "slow", "state": state, "score": seconds}), flush=True)
