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

# cases NAME LOG STATUS: the cases that programs counted, and how the last of these ended.
cases() {
  local ok bad
  read -r ok bad <<< "$(sed 's/^[0-9]*: //' "$2" |
    awk '/^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 } END { print ok + 0, bad + 0 }')"
  if [ "$3" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  echo "== $1: $ok passed, $bad failed"
  [ "$bad" -eq 0 ] || cat "$2"
}

# readme N: the README's Nth program, built and run as its reader would.
readme() {
  awk -v wanted="$1" '/^```cpp$/ { n++; on = (n == wanted); next } /^```$/ { on = 0 } on' README.md > "$work/readme.cpp"
  # shellcheck disable=SC2046
  c++ -std=c++17 "$work/readme.cpp" -o "$work/readme" $(pkg-config --cflags --libs libcloud)
  (cd "$work" && ./readme > said)
  diff "$work/said" - << 'SAID'
hello, cloud
hello.txt
SAID
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
