# shellcheck shell=bash
# The podman of a state directory: its configuration and its storage, nobody else's (to be sourced).
export CONTAINERS_CONF=$state/conf/containers.conf CONTAINERS_STORAGE_CONF=$state/conf/storage.conf
export CONTAINERS_REGISTRIES_CONF=$state/conf/registries.conf TMPDIR=$state/tmp
unset CONTAINER_HOST DOCKER_HOST
