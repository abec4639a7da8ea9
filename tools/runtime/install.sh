#!/usr/bin/env bash
# Install the pinned InvokeAI runtime from the Python package index into a virtual environment, for the CPU.
#
#   install.sh [VENV]            VENV default .runtime/venv
#
# Environment: PYTHON (default python3.11), CUDA_LIBS = stub (default) | real.
#   stub  about 3.3 GB on disk: torch's CUDA libraries are replaced by empty ones (see cuda_stubs.py)
#   real  about 5.9 GB on disk: the ten real NVIDIA packages that `import torch` needs are installed instead
# A second run with the same pins ends in seconds. Every version is in constraints.txt.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/common.sh"

venv=${1:-.runtime/venv}
case $venv in -*) usage ;; esac
mode=${CUDA_LIBS:-stub}
case $mode in stub | real) ;; *) die "CUDA_LIBS must be stub or real, got '$mode'" ;; esac
pins=$here/constraints.txt

python=${PYTHON:-python3.11}
command -v "$python" >/dev/null ||
  die "$python was not found. InvokeAI needs Python 3.11 or 3.12: install one, or name it with PYTHON=/path/to/python"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || die "$python does not run"
case $version in 3.11 | 3.12) ;; *) die "InvokeAI needs Python 3.11 or 3.12, $python is $version: name another with PYTHON" ;; esac

# `real` adds the packages named in the comment lines "#real NAME==VERSION" of the pins.
wanted() {
  grep -E '^[A-Za-z]' "$pins"
  if [ "$mode" = real ]; then sed -n 's/^#real //p' "$pins"; fi
}
stamp=$venv/.installed
expected=$({ echo "$mode $version"; wanted; cat "$here/cuda_stubs.py"; } | digest)

# quick: torch computes on the CPU. full: everything that the server imports.
verify() {
  "$venv/bin/python" - "$1" <<'PY'
import sys
import torch, torchvision
from invokeai.version import __version__
assert not torch.cuda.is_available()
assert float((torch.ones(8, 8) @ torch.ones(8, 8)).sum()) == 512.0
assert torch.nn.Conv2d(3, 4, 3)(torch.zeros(1, 3, 8, 8)).shape == (1, 4, 6, 6)
assert float(torch.linalg.inv(torch.eye(3)).trace()) == 3.0
if sys.argv[1] == "full":
    import invokeai.app.api_app  # noqa: F401
print(f"InvokeAI {__version__}, torch {torch.__version__}, torchvision {torchvision.__version__}, CUDA used: no")
PY
}

if [ "$(cat "$stamp" 2>/dev/null)" = "$expected" ]; then
  if answer=$(verify quick 2>/dev/null); then
    say "already installed: $answer"
    exit 0
  fi
  say "the installation in $venv does not work any more, repairing it"
fi
rm -f "$stamp"

parent=$(dirname "$venv")
mkdir -p "$parent"
free=$(df -Pk "$parent" | awk 'NR==2 {print int($4 / 1048576)}')
need=5; [ "$mode" = stub ] || need=9
[ -d "$venv/lib" ] || [ "$free" -ge "$need" ] || die "needs $need GB of free disk under $parent, there are $free"

started=$(date +%s)
if [ ! -x "$venv/bin/python" ]; then
  say "making $venv with $python ($version)"
  "$python" -m venv "$venv" || die "could not make a virtual environment: is Python's venv module installed?"
fi
have=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || die "$venv is broken: delete it and run again"
[ "$have" = "$version" ] || die "$venv has Python $have, not $version: delete it or set PYTHON"

total=$(wanted | wc -l)
say "installing $total pinned packages, mode $mode"
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
wanted >"$scratch"
# --no-deps: the list is complete, and torch must not pull in its CUDA packages.
"$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off --no-deps --requirement "$scratch" |
  awk -v total="$total" '
    /^Collecting/ { sub(/==.*/, "", $2); printf "  %3d of %d  %s\n", ++n, total, $2; fflush() }
    /^Installing collected/ { print "  unpacking"; fflush() }' ||
  die "pip could not install the pinned packages (is the package index reachable?); see the lines above, then run again"

site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
if [ "$(uname -s)/$(uname -m)" = Linux/x86_64 ]; then
  remove=; [ "$mode" = stub ] || remove=--remove
  "$venv/bin/python" "$here/cuda_stubs.py" "$site" $remove | sed 's/^/  /'
fi

# The only packages that may be missing are torch's CUDA ones and triton.
problems=$("$venv/bin/python" -m pip check 2>/dev/null | grep -vE '^(torch .* requires (nvidia-[a-z0-9-]+|triton), which is not installed|No broken requirements found)' || true)
[ -z "$problems" ] || die "the pins do not fit together:
$problems"

say "checking that it starts"
answer=$(verify full 2>"$scratch") || { cat "$scratch" >&2; die "installed, but the runtime cannot be imported (try CUDA_LIBS=real)"; }
echo "$expected" >"$stamp"
say "$answer"
say "done in $(($(date +%s) - started)) s, $(du -sh "$venv" | cut -f1) in $venv"
