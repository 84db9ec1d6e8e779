# shellcheck shell=bash
# What test and test-live share (to be sourced): the library installed as a user has it, checks that are counted, the programs
# of the README.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# One that stays: Go's cache is good for this one only.
prefix=${LIBCLOUD_PREFIX:-$root/target/go}
[ -n "${LIBCLOUD_PREFIX:-}" ] || "$root/.ci/install" "" "$prefix"
. "$here/tests/library.sh"
library "$prefix"
export LIBCLOUD_PREFIX=$prefix
go=go

# check NAME COMMAND...: one test.
check() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

# tests ARGUMENT...: those of `go test`, each of which counts.
tests() {
  local log=$work/log status=0 ok bad
  "$go" test -v -count=1 "$@" > "$log" 2>&1 || status=$?
  ok=$(grep -c '^ *--- PASS' "$log" || true)
  bad=$(grep -c '^ *--- FAIL' "$log" || true)
  [ "$status" = 0 ] || [ "$bad" != 0 ] || bad=1
  [ "$bad" = 0 ] || cat "$log"
  echo "$("$go" version): $ok of $((ok + bad)) tests passed ($*)"
  passed=$((passed + ok)) failed=$((failed + bad))
}

# blocks WHAT: writes the blocks of Go in the README to files readme-1, readme-2, ... of the folder `readme`.
blocks() {
  mkdir -p "$work/readme"
  awk -v out="$work/readme/" '/^```go$/ { file = out (++n); next } /^```$/ { file = "" } file { print > file }' "$here/README.md"
}

# module FOLDER: makes it a module of its own that uses this one, as the README says.
module() {
  (
    cd "$1" &&
      "$go" mod init program 2> /dev/null &&
      "$go" mod edit -require libcloud.org/go@v0.1.0 -replace "libcloud.org/go=$here"
  )
}

# program NUMBER: runs that block of the README as a new user would.
program() {
  local dir=$work/program-$1
  mkdir -p "$dir" && cp "$work/readme/$1" "$dir/main.go" && module "$dir" && (cd "$dir" && "$go" run .)
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
