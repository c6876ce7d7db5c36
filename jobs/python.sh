#!/bin/sh
# Runs the first Python that has the modules of analysis/, or those named by WALRAS_PYTHON_MODULES. WALRAS_PYTHON comes first.
modules=${WALRAS_PYTHON_MODULES:-h5py numpy pandas matplotlib jinja2}
probe='import importlib.util, sys
sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))'
for python in "${WALRAS_PYTHON:-}" python3 /usr/bin/python3; do
  # shellcheck disable=SC2086  # one word per module
  if [ -n "$python" ] && "$python" -c "$probe" $modules 2>/dev/null; then
    exec "$python" "$@"
  fi
done
echo "no Python with $modules was found; the Debian packages are in jobs/packages-debian.txt (jobs/install.sh analysis test)" >&2
exit 1
