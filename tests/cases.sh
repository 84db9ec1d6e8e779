# shellcheck shell=bash
# Counts the cases of a test that is a script; to be sourced. A script ends with `summary`.
passed=0 failed=0

check() { # check NAME COMMAND...
  local name=$1 output status
  shift
  # Not as a condition: within one, `set -e` means nothing.
  set +e
  output=$(set -e && "$@" 2>&1)
  status=$?
  set -e
  if [ "$status" -eq 0 ]; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n%s\n' "$name" "$output"
  fi
}

fails() { # fails TEXT COMMAND...: the command does, and says so
  local text=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '%s\n' "$output" "it did not fail: $*"
    return 1
  fi
  [[ $output == *"$text"* ]] || { printf '%s\n' "$output" "it did not say: $text" && return 1; }
}

summary() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
