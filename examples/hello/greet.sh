#!/bin/sh
# Greets everyone whose name stands on standard input, one a line.
set -eu
while IFS= read -r name; do
  echo "Hello, $name!"
done
