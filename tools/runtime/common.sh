# Sourced by the scripts beside it.
set -euo pipefail

script=$(basename "$0")
die() { echo "$script: $*" >&2; exit 1; }
say() { echo "$script: $*"; }
# The comment block at the head of the calling script is its help text.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; exit 2; }
