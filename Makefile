# Packwright. "make help" lists what there is.
#   V=debug|release|asan|tsan|cov|clang|fuzz     the variant; each has its own folder in build/
V ?= release
# Q= shows the commands
Q = @
B = build/$(V)
JOBS := $(shell nproc 2>/dev/null || echo 2)
prefix ?= /usr
CC ?= cc
ifneq ($(filter clang fuzz,$(V)),)
CC = clang
endif

PKGS = libuv libusb-1.0 libserialport libqrencode sqlite3 jansson inih libudev zlib libpng glib-2.0
# Loaded when they are first needed; firmware/late/ says what of them.
LATE_PKGS = libcurl libmicrohttpd pangocairo libsystemd poppler-glib libsodium
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(LATE_PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lzint -lm
# A reader of PNGs that is not the one that wrote them.
LIBS_test_label = $(shell pkg-config --libs cairo)
# Its own malloc and the like stand before the program's.
LIBS_test_out_of_memory = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray,--wrap=strdup,--wrap=strndup

# Texts for people are cut to their field on purpose: snprintf ends them, so no format-truncation.
WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wvla -Wformat=2 -Wno-format-truncation
BASE = -std=c17 -D_GNU_SOURCE -Iinclude -Ifirmware -Idrivers -I$(B) -fPIE $(WARN)
OPT_debug = -O0 -g3
OPT_release = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_asan = -DPW_SANITIZED -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
OPT_tsan = -DPW_SANITIZED -O1 -g -fsanitize=thread -fno-omit-frame-pointer
OPT_cov = -O0 -g --coverage
# A hexadecimal escape ends where its string does, so "a\xCC\x81" "b" in a list of words is meant.
CLANG = -Wno-unknown-warning-option -Wno-string-concatenation
OPT_clang = $(OPT_release) $(CLANG)
OPT_fuzz = -DPW_SANITIZED $(CLANG) -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
CFLAGS += $(BASE) $(OPT_$(V)) $(PKG_CFLAGS)
LDFLAGS += -pie -pthread $(filter -fsanitize=% --coverage,$(OPT_$(V))) -Wl,--as-needed -Wl,-z,relro,-z,now

export LSAN_OPTIONS = suppressions=$(CURDIR)/tests/lsan-suppressions:print_suppressions=0
export TSAN_OPTIONS = suppressions=$(CURDIR)/tests/tsan-suppressions:print_suppressions=0

VERSION := $(shell cat VERSION)
SRC := $(sort $(shell find firmware drivers -name '*.c' ! -path firmware/main.c))
OBJ := $(SRC:%.c=$(B)/%.o)
# Files that live inside the program: templates, the page, the schema.
EMBED := $(sort $(shell find firmware/document/templates firmware/kiosk/page firmware/store -type f ! -name '*.c' ! -name '*.h' 2>/dev/null))
LATE := $(sort $(wildcard firmware/late/*.list))
LATE_H := $(LATE:firmware/%.list=$(B)/%.h)
LATE_O := $(LATE:firmware/%.list=$(B)/%.o)
UNIT := $(sort $(shell find tests/unit tests/fault tests/simulator -name 'test_*.c'))
UNIT_BIN := $(foreach t,$(UNIT),$(B)/tests/$(basename $(notdir $(t))))
HELP_SRC := $(sort $(wildcard tests/support/*.c) $(filter-out tests/fault/test_% tests/simulator/test_%,$(wildcard tests/fault/*.c tests/simulator/*.c)))
FUZZ := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_NAME := $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ))

.DEFAULT_GOAL := all
all: $(B)/packwright ## Build the program (build/release/packwright)

$(B)/packwright: $(B)/firmware/main.o $(B)/libpackwright.a
	@echo '  LINK $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libpackwright.a: $(OBJ) $(B)/embed.o $(LATE_O)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(B)/%.o: %.c | $(LATE_H)
	@mkdir -p $(@D)
	@echo '  CC   $<'
	$(Q)$(CC) $(CFLAGS) -DPACKWRIGHT_VERSION='"$(VERSION)"' -MMD -MP -c -o $@ $<

$(B)/embed.c: $(EMBED) firmware/base/embed.sh
	@mkdir -p $(@D)
	$(Q)sh firmware/base/embed.sh $(EMBED) >$@
$(B)/embed.o: $(B)/embed.c
	$(Q)$(CC) -Iinclude -Ifirmware -std=c17 -fPIE -c -o $@ $<

$(B)/late/%.h: firmware/late/%.list firmware/base/late.sh
	@mkdir -p $(@D)
	$(Q)sh firmware/base/late.sh header $< >$@
$(B)/late/%.c: firmware/late/%.list firmware/base/late.sh
	@mkdir -p $(@D)
	$(Q)CC='$(CC)' sh firmware/base/late.sh source $< >$@
$(B)/late/%.o: $(B)/late/%.c $(B)/late/%.h
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

# One program for each tests/unit/**/test_*.c
define unit_rule
$(B)/tests/$(basename $(notdir $(1))): $(B)/$(1:.c=.o) $(B)/tests/test.o $(HELP_SRC:%.c=$(B)/%.o) $(B)/libpackwright.a
	@mkdir -p $$(@D)
	@echo '  LINK $$@'
	$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(PKG_LIBS) $(LIBS_$(basename $(notdir $(1))))
endef
$(foreach t,$(UNIT),$(eval $(call unit_rule,$(t))))
$(B)/tests/%.o: CFLAGS += -Itests

# One program for each tests/bench/bench_*.c, and each tests/oracles/*.c and tests/system/*.c (what the judges and the system tests drive).
TOOL := $(sort $(wildcard tests/bench/bench_*.c tests/oracles/*.c tests/system/*.c))
TOOL_BIN := $(foreach t,$(TOOL),$(B)/tests/$(basename $(notdir $(t))))
define tool_rule
$(B)/tests/$(basename $(notdir $(1))): $(B)/$(1:.c=.o) $(B)/libpackwright.a
	@mkdir -p $$(@D)
	@echo '  LINK $$@'
	$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(PKG_LIBS)
endef
$(foreach t,$(TOOL),$(eval $(call tool_rule,$(t))))

# One program for each tests/fuzz/fuzz_*.c that plays its corpus back, and with V=fuzz one that searches.
PLAY_BIN := $(FUZZ_NAME:%=$(B)/tests/play_%)
$(B)/tests/play_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/play.o $(B)/libpackwright.a
	@mkdir -p $(@D)
	@echo '  LINK $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)
$(B)/tests/search_%: $(B)/tests/fuzz/fuzz_%.o $(B)/libpackwright.a
	@mkdir -p $(@D)
	@echo '  LINK $@'
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)

run: ## Install what is missing, build, open a bench with sample orders in the browser (DEMO=its options)
	@sh firmware/packages.sh firmware/packages
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@exec build/release/packwright demo $(DEMO)

test: ## Install what the tests need, build, run every test but the long ones
	@sh firmware/packages.sh firmware/packages tests/packages
	@MAKE='$(MAKE)' JOBS=$(JOBS) sh tests/all

test-system: ## The system tests alone: emulated devices, a kernel of its own in an emulated machine
	@sh firmware/packages.sh firmware/packages tests/packages
	@MAKE='$(MAKE)' JOBS=$(JOBS) sh tests/all system

unit: $(UNIT_BIN) ## Build and run the unit tests alone
	@sh tests/run $(UNIT_BIN)
play: $(PLAY_BIN) ## Play the fuzz corpora back
	@sh tests/run $(PLAY_BIN)
planted-faults: ## Break one promise after the other by a line: the simulator must see each (5 minutes)
	@sh firmware/packages.sh firmware/packages tests/packages
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@python3 tests/simulator/planted_faults.py
EVERY = 1
every-byte: $(B)/tests/test_every_byte ## What becomes of a document when its printer fails at each byte of it: some ten minutes (EVERY=1)
	@python3 tests/fault/every_byte.py $< $(EVERY)
tests: all $(UNIT_BIN) $(TOOL_BIN) $(PLAY_BIN) ## Build the tests without running them

DIR = build/pictures
pictures: ## Pictures of every document on every paper, and a page of them (DIR=build/pictures ONLY=REGEX)
	@sh firmware/packages.sh firmware/packages tests/packages
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@python3 tests/pictures/documents.py '$(DIR)' '$(ONLY)'

T = 60
fuzz: ## Search with libFuzzer, T=60 seconds for each target (TARGET=name: that one alone)
	@sh firmware/packages.sh firmware/packages tests/lint-packages
	@$(MAKE) --no-print-directory V=fuzz -j$(JOBS) $(FUZZ_NAME:%=build/fuzz/tests/search_%)
	@sh tests/fuzz/search.sh $(T) $(or $(TARGET),$(FUZZ_NAME))

bench: ## Measure: import, lookups, scans, decisions, simulated parcels, slip and label, memory, wake-ups (9 minutes)
	@sh firmware/packages.sh firmware/packages tests/packages
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@python3 tests/bench/run.py

check: ## All tests, then gcc and clang builds, ThreadSanitizer, clang-format, clang-tidy, cppcheck
	@sh firmware/packages.sh firmware/packages tests/packages tests/lint-packages
	@MAKE='$(MAKE)' JOBS=$(JOBS) sh tests/all
	@$(MAKE) --no-print-directory V=clang -j$(JOBS) tests
	@$(MAKE) --no-print-directory V=tsan -j$(JOBS) all unit
	@PACKWRIGHT=$(CURDIR)/build/tsan/packwright NODE_OPTIONS=--experimental-global-webcrypto sh tests/run tests/end-to-end/test_pack_forty_orders.py
	@$(MAKE) --no-print-directory lint
lint: $(LATE_H) ## clang-format, clang-tidy and cppcheck alone
	@sh tests/lint '$(BASE) $(PKG_CFLAGS) -Itests -DPACKWRIGHT_VERSION="0"'

metrics: ## The largest files and functions
	@sh tests/metrics

# What a package would hold. DESTDIR and prefix as everywhere.
install: all ## Install program, man page, udev rules, systemd units and the example configuration
	install -D -m 755 $(B)/packwright $(DESTDIR)$(prefix)/bin/packwright
	install -D -m 644 firmware/packwright.1 $(DESTDIR)$(prefix)/share/man/man1/packwright.1
	install -D -m 644 firmware/example.conf $(DESTDIR)$(prefix)/share/doc/packwright/example.conf
	install -D -m 644 LICENSE $(DESTDIR)$(prefix)/share/doc/packwright/LICENSE
	install -D -m 644 udev/70-packwright.rules $(DESTDIR)$(prefix)/lib/udev/rules.d/70-packwright.rules
	install -D -m 644 udev/packwright.sysusers $(DESTDIR)$(prefix)/lib/sysusers.d/packwright.conf
	install -d $(DESTDIR)$(prefix)/lib/systemd/system
	sed 's|@bindir@|$(prefix)/bin|' udev/packwright.service >$(DESTDIR)$(prefix)/lib/systemd/system/packwright.service
	install -d $(DESTDIR)/etc/packwright

# Emulated USB devices and a serial port for the system tests; needs libumockdev-dev.
UMOCK_DIR = $(B)/tests/umock
umock: $(UMOCK_DIR)/umock_bench $(UMOCK_DIR)/pty_modem.so $(UMOCK_DIR)/vusb ## Build the bench of emulated devices (build/*/tests/umock)
$(UMOCK_DIR)/usbdesc.h: tests/system/umock/usbdesc.py
	@mkdir -p $(@D)
	$(Q)python3 $< >$@
$(UMOCK_DIR)/umock_bench: tests/system/umock/umock_bench.c tests/system/umock/vdev.c tests/system/umock/vdev.h $(UMOCK_DIR)/usbdesc.h
	@echo '  CC   $@'
	$(Q)$(CC) -std=gnu17 -O2 -g -Wall -Wextra -pthread -I$(UMOCK_DIR) -o $@ $(filter %.c,$^) $$(pkg-config --cflags --libs umockdev-1.0)
$(UMOCK_DIR)/vusb: tests/system/guest/vusb.c tests/system/umock/vdev.c tests/system/umock/vdev.h $(UMOCK_DIR)/usbdesc.h
	@echo '  CC   $@'
	$(Q)$(CC) -std=gnu17 -O2 -g -Wall -Wextra -pthread -static -I$(UMOCK_DIR) -Itests/system/umock -o $@ $(filter %.c,$^)
$(UMOCK_DIR)/pty_modem.so: tests/system/umock/pty_modem.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 -O2 -g -Wall -Wextra -shared -fPIC -o $@ $< -ldl
.PHONY: umock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean: ## Remove what was built
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.PHONY: all run pictures test test-system unit play every-byte planted-faults tests fuzz bench check lint metrics install help clean
.SECONDARY:
