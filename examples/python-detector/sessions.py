"""Lets one process judge many logs, as `firedrill ... --feed ndjson --session many` feeds them."""
import json, sys


def for_each_log(detect):
    """Calls detect(rows) for each log on standard input and prints each alert, a dict, that it yields.

    rows is an iterator of dicts. detect must begin anew each time: what it keeps from one log to the next changes its
    answers, and firedrill checks that. Without --session many there is one log.
    """
    next_log = sys.stdin.readline()
    while next_log:
        log = Log()
        if "session" in json.loads(next_log):
            print(next_log, end="", flush=True)  # everything about the log before has been printed
        else:
            log.first = json.loads(next_log)
        if log.peek() is not None:
            for alert in detect(log.rows()):
                print(json.dumps(alert), flush=True)
        for _ in log.rows():
            pass  # rows that detect did not read
        next_log = log.end


class Log:
    """The rows of standard input up to a row that begins the next log."""

    first = None  # a row read ahead
    end = None  # the line after the log, empty at the end of the input

    def peek(self):
        if self.first is None and self.end is None:
            line = sys.stdin.readline()
            row = json.loads(line) if line else {"session": 0}
            if "session" in row:
                self.end = line
            else:
                self.first = row
        return self.first

    def rows(self):
        while (row := self.peek()) is not None:
            self.first = None
            yield row
