# Two commands do everything on a fresh machine: `make demo` and `make test`. `make help` lists the rest.

CARGO ?= cargo
CC ?= cc
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
BUILD := build

.DEFAULT_GOAL := help
.PHONY: help demo test test-openstack bench bench-large lib install uninstall deb abi-baseline header man docs docs-table clean

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

lib: ## the shared and the static library, in target/release
	@.ci/setup cargo cc
	.ci/build

demo: ## objects and servers managed from C, without an account
	@.ci/setup cargo cc
	.ci/build
	@mkdir -p $(BUILD)
	$(CC) -std=c99 -O2 -Iinclude examples-c/tour.c -o $(BUILD)/tour -Ltarget/release -lcloud -Wl,-rpath,$(CURDIR)/target/release
	$(BUILD)/tour

test: ## every test, real servers included
	@.ci/setup cargo cc test bindings docs packages bench
	tests/run

test-openstack: ## OpenStack and Rackspace against OpenStack's own servers and Rackspace's emulator
	@.ci/setup cargo cc test bindings
	tests/run library swift expiry openstack os-faults

bench-large: lib ## a 5 GiB object up and down against a real S3 server; prints times and memory
	SOAK_SECONDS=0 SOAK_ROUNDS=0 SOAK_GIB=5 tests/servers/with ceph-rgw -- tests/soak/run

header: ## renews include/libcloud.h and include/libcloud.symbols from the sources
	LIBCLOUD_UPDATE_HEADER=1 $(CARGO) test --test header

man: ## renews the manual in docs/man/man3 from include/libcloud.h
	docs/man/generate

docs: ## the guide and the C reference as one site, in build/site
	@.ci/setup docs
	docs/site/build

docs-table: ## renews the table of providers in README.md from the drivers' declarations
	LIBCLOUD_UPDATE_README=1 $(CARGO) test --test readme

bench: lib ## this library beside libcurl, OpenDAL, boto3 and others; WORK="W1 W3u" PEERS="curl ours" ROUNDS=7 SIZE=BYTES
	@.ci/setup bench
	benches/run --work "$(WORK)" --peers "$(PEERS)" $(ROUNDS:%=--rounds %) $(SIZE:%=--size %)

# Who installs as root seldom has cargo there: then what `make lib` built before is installed.
install: $(if $(shell command -v $(CARGO) 2> /dev/null),lib) ## headers, libraries, libcloud.pc, CMake package and manual below PREFIX
	.ci/install "$(DESTDIR)" "$(PREFIX)" "$(LIBDIR)"

uninstall: ## removes what `make install` with the same variables puts there
	.ci/uninstall "$(DESTDIR)" "$(PREFIX)" "$(LIBDIR)"

deb: lib ## Debian packages libcloud0 and libcloud-dev, in build/deb
	@.ci/setup packages
	.ci/deb $(BUILD)/deb

abi-baseline: lib ## promises to programs what the header has now; part of a release
	@.ci/setup packages
	.ci/abi --renew

clean: ## removes what was built
	$(CARGO) clean
	rm -rf $(BUILD)
