#!/bin/bash
# The short form of make restart, for make test: how fast the machine is, is not judged.
cd "$(dirname "$0")/../.." || exit 1
make -s -j2 V=fault build/fault/site build/fault/api || exit 1
RESTART_S=${RESTART_S:-6} KILL_S=${KILL_S:-0} MOMENTS=${MOMENTS-W3} MOMENT_S=${MOMENT_S:-4} \
    RATE=${RATE:-150} TIMED=${TIMED:-0} exec tests/restart/run.sh
