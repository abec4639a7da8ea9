#!/usr/bin/env bash
# Run the InvokeAI runtime on loopback with the settings of a GPU worker pod, on the CPU.
#
#   serve.sh DIR [PORT]          DIR = runtime root, made if absent, one for each server; PORT default 9090
#
# Environment: VENV (default .runtime/venv), START_TIMEOUT seconds (default 300), INVOKEAI_* to override a setting.
# Prints "ready: InvokeAI VERSION on http://127.0.0.1:PORT" when it answers, then stays in the foreground.
# SIGTERM and SIGINT are passed on; the exit status is the runtime's own.
source "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"

[ $# -ge 1 ] || usage
mkdir -p "$1"
root=$(cd "$1" && pwd)
port=${2:-${PORT:-9090}}
venv=${VENV:-.runtime/venv}
timeout=${START_TIMEOUT:-300}
case $port in '' | *[!0-9]*) die "PORT must be a number, got '$port'" ;; esac
[ -x "$venv/bin/invokeai-web" ] || die "no runtime in '$venv': run install.sh first, or set VENV"
venv=$(cd "$venv" && pwd)
python=$venv/bin/python

# InvokeAI takes the next free port without a word when its own is taken, so look first.
"$python" - "$port" <<'PY' || die "port $port is in use: stop what listens there, or choose another with PORT"
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    s.bind(("127.0.0.1", int(sys.argv[1])))
except OSError:
    sys.exit(1)
PY

setting() { local name=INVOKEAI_$1; [ -n "${!name:-}" ] || export "$name=$2"; }
export INVOKEAI_HOST=127.0.0.1 INVOKEAI_PORT=$port
setting DEVICE cpu
setting PRECISION auto
setting USE_MEMORY_DB true
setting NODE_CACHE_SIZE 0
setting MAX_QUEUE_SIZE 4
setting CLEAR_QUEUE_ON_STARTUP true
setting ALLOW_UNKNOWN_MODELS false
setting HASHING_ALGORITHM random
setting PATCHMATCH false
setting MULTIUSER false
setting LOG_FORMAT plain
setting LOG_LEVEL info
setting MAX_CACHE_RAM_GB 4
setting MODELS_DIR "$root/models"
setting OUTPUTS_DIR "$root/outputs"
setting DB_DIR "$root/databases"
# Nothing may be fetched at run time.
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 DO_NOT_TRACK=1
export HF_HOME="$root/.cache/huggingface" MPLCONFIGDIR="$root/.cache/matplotlib" PYTHONUNBUFFERED=1
mkdir -p "$HF_HOME" "$MPLCONFIGDIR"

say "starting InvokeAI on port $port (25 s on a calm machine)"
url=http://127.0.0.1:$port/api/v1/app/version
"$python" "$venv/bin/invokeai-web" --root "$root" &
child=$!
forward() { kill -"$1" "$child" 2>/dev/null || true; }
trap 'forward TERM' TERM
trap 'forward INT' INT

started=$(date +%s)
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
until listens && version=$("$python" - "$url" 2>/dev/null <<'PY'
import json, sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
print(json.load(opener.open(sys.argv[1], timeout=2))["version"])
PY
); do
  kill -0 "$child" 2>/dev/null || { wait "$child" && code=0 || code=$?; die "the runtime ended during its start, status $code"; }
  if [ $(($(date +%s) - started)) -ge "$timeout" ]; then
    kill -KILL "$child" 2>/dev/null || true
    die "no answer from $url within $timeout s"
  fi
  sleep 0.5
done
echo "ready: InvokeAI $version on http://127.0.0.1:$port after $(($(date +%s) - started)) s"

# A trapped signal ends `wait` early, so wait again until the child is really gone.
while kill -0 "$child" 2>/dev/null; do
  wait "$child" && code=0 || code=$?
done
exit "${code:-0}"
