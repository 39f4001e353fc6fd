#!/bin/bash
# The short form of make soak: the same day in steps of an hour and a half, and few people.
cd "$(dirname "$0")/../.." || exit 1
SEED=${SEED:-$RANDOM} MESSAGES=300 STEP=5400 KILLS=3 WORKERS=2 PATIENCE=2 exec tests/soak/run.sh
