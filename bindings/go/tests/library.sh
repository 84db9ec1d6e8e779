# shellcheck shell=bash
# library PREFIX: has Go use the library below PREFIX, and what it builds too (to be sourced).
library() {
  export PKG_CONFIG_PATH=$1/lib/pkgconfig LD_LIBRARY_PATH=$1/lib
  export GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local
  # Go's cache of what it built heeds neither what pkg-config says nor what is in a header; it heeds these.
  CGO_CPPFLAGS=-DLIBCLOUD_HEADER_SUM=$(cksum < "$1/include/libcloud.h" | cut -d ' ' -f 1)
  export CGO_CPPFLAGS CGO_LDFLAGS="-L$1/lib -Wl,-rpath,$1/lib"
}
