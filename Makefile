# For GNU make and BSD make alike: no conditionals here, they are in contrib/make.

PREFIX = /usr/local
DESTDIR =
SWIFT = swift
PRODUCTS = .build/release
TRY = /var/tmp/jailer-try

all:
	@SWIFT='$(SWIFT)' contrib/make/build jailer linux-jail core-plugins

deps:
	@contrib/make/deps build run test

# A jail to look at, in a minute; see contrib/try/try.
try:
	@contrib/make/deps build run
	@$(MAKE) all
	@contrib/try/try '$(TRY)' '$(PRODUCTS)'

untry:
	@contrib/try/untry '$(TRY)'

test:
	@contrib/make/deps build run test
	@$(MAKE) all
	@SWIFT='$(SWIFT)' contrib/make/test '$(PRODUCTS)'

# The man pages of the verbs, from their manifests.
man: all
	@contrib/make/install install '$(PRODUCTS)' '' "$$(pwd)/.build/test-prefix"
	@for m in Plugins/*/manifest.json; do v=$$(basename $$(dirname $$m)); \
	  .build/test-prefix/sbin/jailer help --mdoc $$v > docs/man/jailer-$$v.8 || exit 1; done

# What CI runs after `make test`.
lint:
	@contrib/make/deps test
	@SWIFT='$(SWIFT)' contrib/make/lint '$(PRODUCTS)'

check: test lint

# Any bytes as jail.conf(5), for FUZZ_SECONDS; see contrib/make/fuzz.
fuzz:
	@contrib/make/deps build test
	@SWIFT='$(SWIFT)' contrib/make/fuzz

bench:
	@contrib/make/deps build run test bench
	@$(MAKE) all
	@SWIFT='$(SWIFT)' contrib/make/build noop read-conf
	@$(SWIFT) build -c release --scratch-path .build/dynamic --product freebsd-list
	@python3 contrib/bench/bench.py '$(PRODUCTS)' --write docs/benchmarks.md

install:
	@contrib/make/install install '$(PRODUCTS)' '$(DESTDIR)' '$(PREFIX)'

deinstall:
	@contrib/make/install deinstall '$(PRODUCTS)' '$(DESTDIR)' '$(PREFIX)'

clean:
	rm -rf .build

.PHONY: all deps try untry test lint check fuzz bench man install deinstall clean
