#!/bin/sh
# Passes when the detector notices the attack in time, and stays quiet on healthy traffic.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
npx firedrill run rapidly healthy --detector "cmd:python3 '$here/detector.py'" --no-save "$@"
