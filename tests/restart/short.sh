#!/bin/bash
# The short form of make restart, for make test.
RESTART_S=${RESTART_S:-8} KILL_S=${KILL_S:-3} RATE=${RATE:-150} exec "$(dirname "$0")/run.sh"
