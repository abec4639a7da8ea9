#!/usr/bin/env bash
# The real InvokeAI runtime on this machine's CPU, with tiny models: install, make the models, serve on loopback.
#
#   npm run runtime              serves on http://127.0.0.1:9090 until Ctrl-C; a second run starts in half a minute
#
# Environment: PORT (default 9090), RUNTIME_DIR (default .runtime), PYTHON (default python3.11), and all that
# install.sh and serve.sh read. Needs 5 GB of disk, 2 GB of free memory and, the first time, the Python package index.
# The pictures are noise: this proves contracts (HTTP, events, graphs, sizes), not looks, speed or CUDA behaviour.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/common.sh"
[ $# -eq 0 ] || usage

root=${RUNTIME_DIR:-$here/../../.runtime}
mkdir -p "$root"
root=$(cd "$root" && pwd)

say "1 of 3: InvokeAI from the Python package index into $root/venv (3.3 GB, some minutes the first time)"
"$here/install.sh" "$root/venv"

say "2 of 3: tiny models"
# models.json is written last, so its presence says that the folder is whole; the stamp ties it to the recipe.
recipe=$(cat "$here/make_tiny_models.py" "$here/constraints.txt" | digest)
stamp=$root/models/.recipe
if [ -f "$root/models/models.json" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$recipe" ]; then
  say "already made in $root/models"
else
  "$root/venv/bin/python" "$here/make_tiny_models.py" "$root/models"
  echo "$recipe" >"$stamp"
fi

say "3 of 3: serving; Ctrl-C stops it"
VENV=$root/venv exec "$here/serve.sh" "$root/data" "${PORT:-9090}"
