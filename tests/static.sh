#!/bin/sh
# Formatting, layers, and the mistakes that cppcheck sees. Exits non-zero with the places.
set -eu
cd "$(dirname "$0")/.."
files=$(find src include tests -name "*.[ch]")
clang-format --dry-run -Werror $files
tests/python.sh tests/layers.py
cppcheck --quiet --error-exitcode=1 --std=c11 --language=c --enable=warning,portability --inline-suppr \
  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -j 2 -I include -I src src
