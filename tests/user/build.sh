# shellcheck shell=bash
# The README's program and the ways in which users build it; to be sourced. They build in the folder that they are called in,
# with the libcloud that pkg-config and CMake find.

user=$(realpath "$(dirname "${BASH_SOURCE[0]}")")

program() { # program README FOLDER: writes program.c there, and the same for C++
  awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$1" > "$2/program.c"
  test -s "$2/program.c"
  { echo '#include <libcloud.hpp>' && cat "$2/program.c"; } > "$2/program.cpp"
}

# shellcheck disable=SC2046
by_pkg_config() { # by_pkg_config shared|static|wholly_static OUT COMPILER...
  local kind=$1 out=$2
  shift 2
  case $kind in
    shared) "$@" -o "$out" $(pkg-config --cflags --libs libcloud) ;;
    static) "$@" -o "$out" $(pkg-config --cflags libcloud) $(pkg-config --variable=static_libs libcloud) ;;
    wholly_static) "$@" -o "$out" -static $(pkg-config --static --cflags --libs libcloud) ;;
  esac
}

by_cmake() { # by_cmake CMAKE-ARGUMENT...: into the folder cmake
  cp "$user/CMakeLists.txt" .
  cmake -S . -B cmake "$@"
  cmake --build cmake --parallel 2
}

works() { # works PROGRAM: it lists the nodes of the provider in memory
  local printed
  printed=$("$1")
  [[ $printed == *" is running"* ]] || { printf '%s\n' "$1 printed: $printed" && return 1; }
}

needs() { # needs shared|static|wholly_static PROGRAM: what it needs at run time is what this way of linking says
  local libraries
  libraries=$(readelf -d "$2" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
  case $1 in
    shared) grep -x libcloud.so.0 <<< "$libraries" ;;
    static) grep -x 'libc\.so.*' <<< "$libraries" && ! grep libcloud <<< "$libraries" ;;
    wholly_static) [ -z "$libraries" ] ;;
  esac || { printf '%s\n' "$2 needs:" "$libraries" && return 1; }
}
