"""Alerts while three of five answers are outliers to a one-class SVM that learned the log's first 60 rows."""
from collections import deque

from sklearn.svm import OneClassSVM

from sessions import for_each_log


def detect(rows):
    learned, flags, firing, model = [], deque(maxlen=5), False, None
    for row in rows:
        value = [[row["response_time_s"]]]
        if len(learned) < 60:
            learned += value
            continue
        if model is None:
            limit = 2 * max(learned)[0]
            model = OneClassSVM(nu=0.05, gamma=100).fit(learned)
        flags.append(value[0][0] > limit and model.predict(value)[0] == -1)
        if (sum(flags) >= 3) != firing:
            firing = not firing
            yield {"at": row["index"], "key": "slow", "state": "firing" if firing else "resolved"}


for_each_log(detect)
