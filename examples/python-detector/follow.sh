#!/bin/sh
# The same detector, unchanged, on the log that it would follow in production; ten times as fast as life.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
npx firedrill run rapidly --clock scaled:10 --log-format original \
  --detector "cmd:python3 '$here/detector.py' {log} 0.05" "$@"
