DETECTOR = "cmd:python3 detector.py"


def test_a_slow_service_is_noticed_within_ten_requests(firedrill):
    firedrill("rapidly", detector=DETECTOR, within=10)


def test_it_is_noticed_whenever_it_begins_and_nothing_else_is(firedrill):
    report = firedrill("rapidly", "healthy", detector=DETECTOR, repeat=3)

    assert [scenario["scenario"] for scenario in report["repeat"]["scenarios"]] == ["rapidly", "healthy"]
