"""A pytest plugin for fire drills. Copy it beside your tests; firedrill is among the project's devDependencies."""
import json
import subprocess

import pytest


@pytest.fixture
def firedrill():
    """firedrill("rapidly", detector="cmd:python3 detector.py", repeat=20) fails the test unless every drill passes.

    Options are those of `firedrill run`, with _ for -. Returns the report as documented in docs/verdict.md.
    """

    def run(*scenarios, detector, **options):
        words = ["npx", "firedrill", "run", *scenarios, "--detector", detector, "--report", "json", "--no-save"]
        for name, value in options.items():
            words += [f"--{name.replace('_', '-')}", str(value)]
        done = subprocess.run(words, capture_output=True, text=True)
        if not done.stdout.startswith("{"):
            pytest.fail(done.stderr or "firedrill printed no report", pytrace=False)
        report = json.loads(done.stdout)
        if not report["passed"]:
            pytest.fail("\n".join(reasons(report)), pytrace=False)
        return report

    return run


def reasons(report):
    for drill in report.get("drills", [report]):
        if not drill["passed"] and "replay" in drill:
            for detector in drill["detectors"]:
                yield from detector.get("reasons", []) or [detector.get("error", {}).get("message", "")]
            yield f"Replay: {drill['replay']}"
    for scenario in report.get("repeat", {}).get("scenarios", []):
        if not scenario["passed"]:
            yield f"{scenario['scenario']}: {scenario['failed']} of {scenario['seeds']['count']} drills did not pass"
        yield from (f"Replay: {failure['command']}" for failure in scenario["failures"])
