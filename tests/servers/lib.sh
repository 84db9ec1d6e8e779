# shellcheck shell=bash
# Shell functions shared by `with` and the servers' install, start and stop scripts (to be sourced).
set -euo pipefail

servers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${LIBCLOUD_TEST_HOME:-$(cd "$servers/../.." && pwd)/target/test-home}

say() { printf '%s\n' "$*" >&2; }
die() { say "${0#"$servers/"}: $*"; exit 1; }

# --- installing ---

# debian PACKAGE...: install what is missing of these Debian packages; that takes root.
debian() {
  local package need=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || need+=("$package")
  done
  [ ${#need[@]} -gt 0 ] || return 0
  command -v apt-get > /dev/null || die "install the equivalents of these Debian packages: ${need[*]}"
  [ "$(id -u)" = 0 ] || die "these Debian packages are missing: ${need[*]} (as root: apt-get install ${need[*]})"
  without_services apt_install "${need[@]}" >&2
}

apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=900)
  find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mmin -1440 2> /dev/null | grep -q . || "${apt[@]}" update
  "${apt[@]}" install -y --no-install-recommends "$@"
}

# without_services COMMAND...: packages that COMMAND installs start no service of their own.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  [ ! -e "$policy" ] || { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return $status
}

# python_package VENV NAME VERSION [EXTRAS]: have this version of a PyPI package in a virtual environment.
python_package() {
  local venv=$home/$1 name=$2 version=$3 extras=${4:-}
  python3 -c 'import ensurepip' 2> /dev/null || debian python3-venv
  mkdir -p "$home"
  [ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv"
  [ "$("$venv/bin/python" -c 'import importlib.metadata, sys
print(importlib.metadata.version(sys.argv[1]))' "$name" 2> /dev/null)" = "$version" ] ||
    "$venv/bin/pip" install --quiet --disable-pip-version-check "$name$extras==$version" >&2
}

# --- ports ---

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# ports VARIABLE [COUNT]: the first of COUNT consecutive ports: that of the environment variable, or free ones.
ports() {
  local variable=$1 count=${2:-1} first=${!1:-} try port
  if [ -n "$first" ]; then
    for ((port = first; port < first + count; port++)); do
      ! taken "$port" || die "port $port is taken: set another one with $variable, or unset it for a free one"
    done
    echo "$first"
    return
  fi
  # Below the range the kernel takes client ports from.
  for ((try = 0; try < 100; try++)); do
    first=$((20000 + RANDOM % 12000))
    for ((port = first; port < first + count; port++)); do
      ! taken "$port" || continue 2
    done
    echo "$first"
    return
  done
  die "found no $count free ports in a row between 20000 and 32000"
}

# --- processes ---

# state_dir DIR: make the directory of a server's state and set `state` to its absolute path.
state_dir() {
  mkdir -p "${1:?usage: start STATE_DIR}"
  state=$(cd "$1" && pwd)
}

# The kernel's start time of a process: with the pid it names one process for good.
started() {
  local stat
  stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 1
  stat=${stat##*) }
  read -ra stat <<< "$stat"
  echo "${stat[19]}"
}

# daemon NAME COMMAND...: run COMMAND in the background; its pid goes to NAME.pid, its output to NAME.log.
daemon() {
  local name=$1
  shift
  setsid "$@" >> "$state/$name.log" 2>&1 < /dev/null &
  echo "$! $(started $! || true)" > "$state/$name.pid"
}

# alive NAME: is the process of NAME.pid still that process?
alive() {
  local pid at
  [ -s "$state/$1.pid" ] && read -r pid at < "$state/$1.pid" && [ -n "$at" ] && [ "$(started "$pid")" = "$at" ]
}

idle() { ! alive "$1" || die "already running in $state"; }

# await NAME SECONDS COMMAND...: wait until COMMAND succeeds; fail early when the process ends.
await() {
  local name=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" > /dev/null 2>&1; do
    alive "$name" || { tail -n 30 "$state/$name.log" >&2; die "$name ended before it answered"; }
    [ $SECONDS -lt $end ] || { tail -n 30 "$state/$name.log" >&2; die "$name did not answer in time"; }
    sleep 0.1
  done
}

# answers URL: does GET of URL give 200?
answers() {
  python3 -c 'import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.exit(opener.open(sys.argv[1], timeout=5).status != 200)' "$1"
}

# finish NAME [SIGNAL]: end the process of NAME.pid and wait for it.
finish() {
  local name=$1 signal=${2:-TERM} pid at
  if alive "$name"; then
    read -r pid at < "$state/$name.pid"
    kill "-$signal" "$pid" 2> /dev/null || true
    gone "$name" 150 || { kill -KILL "$pid" 2> /dev/null || true; gone "$name" 50; } || say "$name (pid $pid) does not end"
  fi
  rm -f "$state/$name.pid"
}

gone() {
  local tenths
  for ((tenths = 0; tenths < $2; tenths++)); do
    alive "$1" || return 0
    sleep 0.1
  done
  return 1
}
