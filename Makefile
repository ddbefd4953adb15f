# Two commands do all the set-up: `make run` and `make test`. CONTRIBUTING.md says the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

VERSION := $(shell sed -n 's/.*static let current = "\(.*\)".*/\1/p' Sources/Sizing/Version.swift)
PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=
UNITDIR ?= $(PREFIX)/lib/systemd/system
DOCDIR ?= $(PREFIX)/share/doc/dumpwarden
FUZZ_SECONDS ?= 30
STORM_SECONDS ?= 600
SOAK_STEP ?= 1
LONG_MINUTES ?= 30
MINUTE ?= 60

# A static Swift runtime: a third less memory at rest, and nothing to install beside the programs.
# Bound at start and then read-only (-z now): what reads hostile files has no table of functions to write over.
RELEASE := -c release --static-swift-stdlib -Xlinker -s -Xlinker -z -Xlinker now
BIN := .build/release

# Where Debian's zsh looks; others have site-functions.
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/vendor-completions
PAGES := $(sort $(wildcard docs/man/*.[1-8]))

# The guides for who uses it; the rest of docs is for who works on it, or in the manual pages.
GUIDES := docs/inventory.md docs/kvm-host.md docs/samba-share.md

.PHONY: build deb resolved run docs test unit-test system-test soak long-run lint format bench fuzz install clean version toolchain

toolchain:
	@scripts/check-toolchain

build: toolchain
	@scripts/install-packages build
	swift build $(RELEASE) $(OFFLINE)

# The Debian package, in .build/deb. It asks no network: what it is built from was fetched by `swift package resolve`,
# or by an earlier build.
deb: OFFLINE = --disable-automatic-resolution
deb: resolved build
	@scripts/install-packages deb
	@scripts/build-deb .build/deb
	@scripts/lint-deb .build/deb/*.changes

resolved:
	@test -e Package.resolved || { echo 'make deb asks no network. Once before it: swift package resolve' >&2; exit 1; }

run: build
	@scripts/run

# The manual pages, to be read with `man -M .build/man dumpctl`. Those of their parts that come from tables are in the
# sources already: CONTRIBUTING.md says how.
docs:
	@for page in $(PAGES); do install -D -m 0644 -t .build/man/man$${page##*.} "$$page"; done
	@echo 'man -M $(CURDIR)/.build/man dumpctl'

test: unit-test system-test

unit-test: toolchain
	@scripts/install-packages build test
	swift build --build-tests --explicit-target-dependency-import-check error
	scripts/unit-tests

system-test: build
	@scripts/install-packages build deb test
	Tests/System/run

# The tests that try to lose dumps, in their long forms: every call, every error, and a storm of ten minutes.
soak: build
	@scripts/install-packages build test
	SOAK=long SOAK_STEP=$(SOAK_STEP) STORM_SECONDS=$(STORM_SECONDS) Tests/System/run Tests/System/{kills,errors,storm}.test

# Half an hour of everything at once, under AddressSanitizer: descriptors, threads and memory are flat.
long-run: toolchain
	@scripts/install-packages build test
	swift build -c release --sanitize=address --scratch-path .build/asan
	SOAK=long LONG_MINUTES=$(LONG_MINUTES) MINUTE=$(MINUTE) DUMPWARDEN_BIN=$(CURDIR)/.build/asan/release \
	  Tests/System/run Tests/System/long-run.test

lint: toolchain
	@scripts/install-packages lint
	scripts/lint

format: toolchain
	swift format -i -r Sources Tests Package.swift $(wildcard Benchmarks Fuzz)

bench: build
	@scripts/install-packages build bench
	Benchmarks/run
	Benchmarks/in-machine

fuzz: toolchain
	@scripts/install-packages build
	FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/fuzz

# Installs what `make build` built; it does not build, so that it can be run as root without a toolchain. The list of
# what is installed stands here alone: the Debian package is filled by it.
#
# Whatever the prefix is, the bus, polkit and the journal look in one place only. And who says another directory than
# /etc finds the service reading that.
CONFIGURED := $(SYSCONFDIR)/dumpwarden/dumpwarden.toml
install:
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/bin $(BIN)/dumpctl $(BIN)/dumpwardend
	install -D -m 0644 -t $(DESTDIR)$(UNITDIR) systemd/dumpwarden.service
	sed -i -e 's|/usr/bin/|$(PREFIX)/bin/|' \
	  $(if $(filter-out /etc,$(SYSCONFDIR)),-e 's|bin/dumpwardend$$|& --config $(CONFIGURED)|') \
	  $(DESTDIR)$(UNITDIR)/dumpwarden.service
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/sysusers.d systemd/sysusers.d/dumpwarden.conf
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/tmpfiles.d systemd/tmpfiles.d/dumpwarden.conf
	sed -i 's|/etc/|$(SYSCONFDIR)/|' $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/dumpwarden.conf
	install -D -m 0644 -t $(DESTDIR)/usr/share/dbus-1/system.d systemd/dbus-1/org.dumpwarden1.conf
	install -D -m 0644 -t $(DESTDIR)/usr/share/polkit-1/actions systemd/polkit-1/org.dumpwarden1.policy
	install -D -m 0644 -t $(DESTDIR)/usr/lib/systemd/catalog systemd/catalog/dumpwarden.catalog
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/dumpwarden/collect etc/collect/Get-DumpFacts.ps1 etc/collect/Send-Dump.ps1
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/dumpwarden/schema $(sort $(wildcard docs/schema/*.json))
	install -D -m 0644 -t $(DESTDIR)$(DOCDIR) README.md $(GUIDES)
	install -D -m 0644 -t $(DESTDIR)$(DOCDIR)/examples/hosts.d $(sort $(wildcard etc/examples/hosts.d/*))
	for page in $(PAGES); do install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man$${page##*.} "$$page"; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(ZSH_COMPLETIONS) \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BIN)/dumpctl --generate-completion-script bash | sed '1{/^#!/d}' \
	  >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/dumpctl
	$(BIN)/dumpctl --generate-completion-script zsh >$(DESTDIR)$(ZSH_COMPLETIONS)/_dumpctl
	$(BIN)/dumpctl --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/dumpctl.fish
	install -d -m 0755 $(DESTDIR)$(SYSCONFDIR)/dumpwarden/hosts.d $(DESTDIR)$(SYSCONFDIR)/dumpwarden/dumpwarden.toml.d
	test -e $(DESTDIR)$(CONFIGURED) || install -m 0644 etc/dumpwarden/dumpwarden.toml $(DESTDIR)$(CONFIGURED)

version:
	@echo $(VERSION)

clean:
	rm -rf .build Benchmarks/.build Fuzz/.build run
