#!/bin/sh
# Runs the first Python that has the packages of analysis/ and of the tests.
for python in "${WALRAS_PYTHON:-}" python3 /usr/bin/python3; do
  [ -n "$python" ] || continue
  if "$python" -c 'import h5py, numpy, pandas, matplotlib, pytest, yaml' 2>/dev/null; then
    exec "$python" "$@"
  fi
done
echo "no Python with h5py, numpy, pandas, matplotlib, yaml and pytest was found; on Debian:" >&2
echo "  apt-get install python3-h5py python3-numpy python3-pandas python3-matplotlib python3-yaml python3-pytest" >&2
exit 1
