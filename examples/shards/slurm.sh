#!/bin/sh
#SBATCH --job-name=firedrill
#SBATCH --array=1-8
#SBATCH --time=00:30:00
# Submit both from one folder that all nodes share:
#   job=$(sbatch --parsable slurm.sh)
#   sbatch --dependency=afterok:$job --wrap "npx firedrill merge shards/rapidly-sweep-shard-*"
set -eu

npx firedrill sweep rapidly --vary attack.delayMs=15..500:log20 --shard auto --out shards
