# Sourced by the scripts beside it.
set -euo pipefail

script=$(basename "$0")
die() { echo "$script: $*" >&2; exit 1; }
say() { echo "$script: $*"; }
# SHA-256 of the standard input, in hex.
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }
# The comment block at the head of the calling script is its help text.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; exit 2; }
