# What `test` and `test-live` share: where the library is, and counting.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=${LIBCLOUD_PREFIX:-$work/usr}
[ -n "${LIBCLOUD_PREFIX:-}" ] || ../../.ci/install "" "$prefix" > /dev/null
export LIBCLOUD_PREFIX=$prefix PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
unset LIBCLOUD_PROVIDER LIBCLOUD_CONFIG
passed=0 failed=0

# run NAME COMMAND...: one case.
run() {
  local name=$1
  shift
  if (set -e; "$@") > "$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "passed: $name"
  else
    failed=$((failed + 1))
    echo "failed: $name"
    cat "$work/log"
  fi
}

# cases NAME LOG: the cases that programs counted.
cases() {
  local ok bad
  read -r ok bad <<< "$(sed 's/^[0-9]*: //' "$2" | awk '/^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 }
    /tests failed out of/ { broken = $4 } END { print ok + 0, (bad > 0 ? bad : broken + 0) }')"
  passed=$((passed + ok)) failed=$((failed + bad))
  echo "$1: $ok passed, $bad failed" | sed 's/^/== /'
  [ "$bad" -eq 0 ] || cat "$2"
}

# build_readme N: the README's Nth program, as its reader would build it.
build_readme() {
  awk -v wanted="$1" '/^```cpp$/ { n++; on = (n == wanted); next } /^```$/ { on = 0 } on' README.md > "$work/readme.cpp"
  # shellcheck disable=SC2046
  c++ -std=c++17 "$work/readme.cpp" -o "$work/readme" $(pkg-config --cflags --libs libcloud)
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
