#!/bin/sh
# Passes when the rules notice the slow service within three seconds and raise no false alarm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
npx firedrill run "$here/slow.yaml" --detector "prometheus:rules=$here/alerts.yml" --within 3s --no-save "$@"
