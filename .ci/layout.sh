# shellcheck shell=bash
# What an installation consists of, and where each part goes. For install and uninstall, which say what is done with a part:
#   file MODE SOURCE PATH     a copy of a file
#   text CONTENT PATH         a file with this content
#   link TARGET PATH          a symbolic link

# What the static library needs of the system. rustc names -lgcc_s and -lc too: the compiler adds these by itself, the first
# as -lgcc_eh for a program that is wholly static.
native="-lutil -lrt -lpthread -lm -ldl"

# Sets prefix, libdir and version.
places() { # places PREFIX [LIBDIR]
  local path
  for path in "$1" "${2:-$1}"; do
    case $path in
      *[[:space:]\"\'\$\\\#\;]*) echo "${0##*/}: no space, quote or \$ \\ # ; can be in '$path'" >&2 && exit 2 ;;
      /*) ;;
      *) echo "${0##*/}: '$path' is no absolute path" >&2 && exit 2 ;;
    esac
  done
  prefix=$(realpath -ms "$1")
  libdir=$(realpath -ms "${2:-$1/lib}")
  version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
}

layout() {
  local header
  for header in include/*.h include/*.hpp include/libcloud/*.hpp; do
    [ ! -e "$header" ] || file 644 "$header" "$prefix/$header"
  done
  file 644 target/release/libcloud.a "$libdir/libcloud.a"
  file 755 target/release/libcloud.so "$libdir/libcloud.so.$version"
  link "libcloud.so.$version" "$libdir/libcloud.so.0"
  link libcloud.so.0 "$libdir/libcloud.so"
  text "$(filled libcloud.pc)" "$libdir/pkgconfig/libcloud.pc"
  text "$(filled libcloudConfig.cmake)" "$libdir/cmake/libcloud/libcloudConfig.cmake"
  text "$(filled libcloudConfigVersion.cmake)" "$libdir/cmake/libcloud/libcloudConfigVersion.cmake"
  manual
}

filled() { # filled TEMPLATE
  local content
  content=$(< ".ci/templates/$1.in")
  content=${content//@prefix@/"$prefix"}
  content=${content//@libdir@/"${libdir/#"$prefix/"/"\${prefix}/"}"}
  content=${content//@include_from_libdir@/"$(realpath -ms --relative-to "$libdir" "$prefix/include")"}
  content=${content//@version@/"$version"}
  content=${content//@native@/"$native"}
  printf '%s' "$content"
}

# The manual's pages, and one for each further name that a page describes, which only says where that is.
manual() {
  local page name
  for page in docs/man/man3/*.3; do
    [ -e "$page" ] || return 0
    file 644 "$page" "$prefix/share/man/man3/${page##*/}"
    for name in $(described "$page"); do
      [ -e "docs/man/man3/$name.3" ] || text ".so man3/${page##*/}" "$prefix/share/man/man3/$name.3"
    done
  done
}

described() { # described PAGE
  sed -n '/^\.S[Hh] "\{0,1\}NAME/,/^\.S[Hh] "\{0,1\}SYNOPSIS/p' "$1" | grep -o '\blc_[a-z0-9_]*'
}
