# shellcheck shell=bash
# What install, start and stop share (to be sourced).
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$servers/openstack
# Debian's Python: it has the services.
python=/usr/bin/python3

# services: those of OPENSTACK_SERVICES (default: all) with what they need, in the order they start in.
services() {
  local all=(keystone swift glance placement neutron cinder nova octavia) wanted name
  wanted=" keystone ${OPENSTACK_SERVICES:-${all[*]}} "
  case $wanted in *' nova '*) wanted+='glance placement neutron ' ;; esac
  case $wanted in *' octavia '*) wanted+='neutron ' ;; esac
  for name in $wanted; do
    case " ${all[*]} " in
      *" $name "*) ;;
      *) die "there is no service $name in OPENSTACK_SERVICES; there are: ${all[*]}" ;;
    esac
  done
  for name in "${all[@]}"; do
    case $wanted in *" $name "*) echo "$name" ;; esac
  done
}

# servers_of SERVICE: the processes of a service.
servers_of() {
  case $1 in
    swift) echo memcached swift_account swift_container swift_object swift swift_updater ;;
    *) echo "$1" ;;
  esac
}

# Runs a command without the proxies and the OS_... variables of the user.
clean=(env -i PATH="$PATH" LANG=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}" PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1
  PYTHONUNBUFFERED=1 OPENSTACK_DEBUG="${OPENSTACK_DEBUG:-false}" OPENSTACK_TOKEN_SECONDS="${OPENSTACK_TOKEN_SECONDS:-86400}"
  OPENSTACK_PAGE_ITEMS="${OPENSTACK_PAGE_ITEMS:-1000}")
