# Packwright. "make help" lists what there is.
#   V=debug|release|asan|tsan|cov     the variant; each has its own folder in build/
V ?= release
# Q= shows the commands
Q = @
B = build/$(V)
prefix ?= /usr
CC ?= cc

PKGS = libuv libusb-1.0 libserialport libqrencode sqlite3 libmicrohttpd jansson pangocairo inih libsystemd libudev zlib glib-2.0
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lzint -lcups

# Texts for people are cut to their field on purpose: snprintf ends them, so no format-truncation.
WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wvla -Wformat=2 -Wno-format-truncation
BASE = -std=c17 -D_GNU_SOURCE -Iinclude -Ifirmware -Idrivers -fPIE $(WARN)
OPT_debug = -O0 -g3
OPT_release = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_asan = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
OPT_tsan = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
OPT_cov = -O0 -g --coverage
CFLAGS += $(BASE) $(OPT_$(V)) $(PKG_CFLAGS)
LDFLAGS += -pie -pthread $(filter -fsanitize=% --coverage,$(OPT_$(V))) -Wl,--as-needed -Wl,-z,relro,-z,now

VERSION := $(shell cat VERSION)
SRC := $(sort $(shell find firmware drivers -name '*.c' ! -path firmware/main.c))
OBJ := $(SRC:%.c=$(B)/%.o)
# Files that live inside the program: templates, the page, the schema.
EMBED := $(sort $(shell find firmware/document/templates firmware/kiosk/page firmware/store -type f ! -name '*.c' ! -name '*.h' 2>/dev/null))
UNIT := $(sort $(shell find tests/unit -name 'test_*.c'))
UNIT_BIN := $(foreach t,$(UNIT),$(B)/tests/$(basename $(notdir $(t))))
HELP_SRC := $(sort $(wildcard tests/support/*.c))

.DEFAULT_GOAL := all
all: $(B)/packwright ## Build the program (build/release/packwright)

$(B)/packwright: $(B)/firmware/main.o $(B)/libpackwright.a
	@echo '  LINK $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libpackwright.a: $(OBJ) $(B)/embed.o
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC   $<'
	$(Q)$(CC) $(CFLAGS) -DPACKWRIGHT_VERSION='"$(VERSION)"' -MMD -MP -c -o $@ $<

$(B)/embed.c: $(EMBED) firmware/base/embed.sh
	@mkdir -p $(@D)
	$(Q)sh firmware/base/embed.sh $(EMBED) >$@
$(B)/embed.o: $(B)/embed.c
	$(Q)$(CC) -Iinclude -Ifirmware -std=c17 -fPIE -c -o $@ $<

# One program for each tests/unit/**/test_*.c
define unit_rule
$(B)/tests/$(basename $(notdir $(1))): $(B)/$(1:.c=.o) $(B)/tests/test.o $(HELP_SRC:%.c=$(B)/%.o) $(B)/libpackwright.a
	@mkdir -p $$(@D)
	@echo '  LINK $$@'
	$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(PKG_LIBS) $(LIBS_$(basename $(notdir $(1))))
endef
$(foreach t,$(UNIT),$(eval $(call unit_rule,$(t))))
$(B)/tests/%.o: CFLAGS += -Itests

# One program for each tests/bench/bench_*.c and each tests/oracles/*.c (what the judges drive).
TOOL := $(sort $(wildcard tests/bench/bench_*.c tests/oracles/*.c))
TOOL_BIN := $(foreach t,$(TOOL),$(B)/tests/$(basename $(notdir $(t))))
define tool_rule
$(B)/tests/$(basename $(notdir $(1))): $(B)/$(1:.c=.o) $(B)/libpackwright.a
	@mkdir -p $$(@D)
	@echo '  LINK $$@'
	$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(PKG_LIBS)
endef
$(foreach t,$(TOOL),$(eval $(call tool_rule,$(t))))

unit: $(UNIT_BIN) ## Build and run the unit tests alone
	sh tests/run $(UNIT_BIN)

# Emulated USB devices and a serial port for the system tests; needs libumockdev-dev.
UMOCK_DIR = $(B)/tests/umock
umock: $(UMOCK_DIR)/umock_bench $(UMOCK_DIR)/pty_modem.so ## Build the bench of emulated devices (build/*/tests/umock)
$(UMOCK_DIR)/usbdesc.h: tests/system/umock/usbdesc.py
	@mkdir -p $(@D)
	$(Q)python3 $< >$@
$(UMOCK_DIR)/umock_bench: tests/system/umock/umock_bench.c tests/system/umock/vdev.c tests/system/umock/vdev.h $(UMOCK_DIR)/usbdesc.h
	@echo '  CC   $@'
	$(Q)$(CC) -std=gnu17 -O2 -g -Wall -Wextra -pthread -I$(UMOCK_DIR) -o $@ $(filter %.c,$^) $$(pkg-config --cflags --libs umockdev-1.0)
$(UMOCK_DIR)/pty_modem.so: tests/system/umock/pty_modem.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 -O2 -g -Wall -Wextra -shared -fPIC -o $@ $< -ldl
.PHONY: umock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean: ## Remove what was built
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.PHONY: all unit help clean
.SECONDARY:
