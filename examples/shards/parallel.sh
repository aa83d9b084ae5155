#!/bin/sh
# Four shards on this machine, two at a time, then the whole.
set -eu

out=${1:-shards}
parallel --jobs 2 --halt soon,fail=1 \
  npx firedrill run --suite subtle --repeat 4 --shard {}/4 --out "$out" ::: 1 2 3 4
npx firedrill merge "$out"/subtle-shard-* --out "$out/whole"
