#!/bin/sh
# Runs the first Python that has the modules of analysis/ and of the tests.
WALRAS_PYTHON_MODULES="h5py numpy pandas matplotlib jinja2 yaml pytest" exec "$(dirname "$0")/../jobs/python.sh" "$@"
