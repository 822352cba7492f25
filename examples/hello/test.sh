#!/bin/sh
# Tests the greeting in file $1 and writes a JUnit report to file $2.
set -eu
greeting=$1
report=$2
failed=0
cases=

check() { # name, command...
  name=$1
  shift
  if "$@"; then
    echo "ok   $name"
    cases="$cases<testcase classname=\"greeting\" name=\"$name\" time=\"0.01\"/>"
  else
    echo "FAIL $name"
    failed=$((failed + 1))
    cases="$cases<testcase classname=\"greeting\" name=\"$name\" time=\"0.01\"><failure message=\"$name does not hold\"/></testcase>"
  fi
}

sorted() { LC_ALL=C sort -c "$greeting"; }
no_blank_lines() { ! grep -q '^$' "$greeting"; }

check "greets Hypatia" grep -q '^Hello, Hypatia!$' "$greeting"
check "is in order" sorted
check "has no blank lines" no_blank_lines

mkdir -p "$(dirname "$report")"
echo "<testsuite name=\"greeting\">$cases</testsuite>" > "$report"
[ "$failed" -eq 0 ]
