# make run      install what is missing, build, and serve the demo on PORT
# make demo-token  a bearer token of the API of the demonstration in DATA (docs/fhir.md)
# make test     install what is missing, build with both compilers, test everything
# make          build everything into build/gcc
# make bench    what a page costs beside pgbench, and how the rest keeps up (docs/proof.md)
# make fault    kills, broken lines and restarts: no text is lost or sent twice
# make soak     a programme's day in minutes, everything failing: ledger and threads agree
# make restart  restarts and kills under load: nothing fails, nothing is lost
# make triage   texts in seventeen languages are read as they should be
# make check    the Check tests alone, against a database of their own
# make fuzz     every parser of outside bytes under libFuzzer, FUZZ_S seconds each
# make torture  each call that can fail, failing once
# make format   clang-format over the C sources
#
# V names the variant to build: gcc, clang, san (clang's sanitizers, and fuzzing), or
# fault (with the points at which a worker can be made to die).

V	= gcc
B	= build/$(V)
PORT	?= 8080
DATA	?= var
MAKEFLAGS += --no-builtin-rules

PACKAGES = gcc g++ make libc6-dev libfcgi-dev libpq-dev libjson-c-dev \
	libcurl4-openssl-dev libssl-dev libsodium-dev libphonenumber-dev libmd4c-dev \
	libjavascriptcoregtk-4.1-dev libicu-dev libseccomp-dev libxml2-dev \
	libxslt1-dev libpcre2-dev libgdk-pixbuf-2.0-dev gettext \
	postgresql-15 postgresql-client-15 nginx-light
TEST_PACKAGES = check clang clang-format libclang-rt-14-dev chromium-headless-shell \
	fonts-liberation curl git openssl procps systemd binutils
# Node may come from somewhere else, and then Debian's npm does not fit it.
TEST_PACKAGES += $(shell command -v node >/dev/null 2>&1 || echo nodejs) \
	$(shell command -v npm >/dev/null 2>&1 || echo npm)

CC_gcc	= gcc
CC_clang = clang
CC_san	= clang
CC_fault = gcc
CXX_gcc	= g++
CXX_clang = clang++
CXX_san	= clang++
CXX_fault = g++
CC	= $(CC_$(V))
CXX	= $(CXX_$(V))

WARN	= -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wcast-qual \
	-Wvla -Wformat=2 -Wundef -Wpointer-arith -Wno-missing-field-initializers -Werror
WARN_C	= -Wstrict-prototypes -Wmissing-prototypes
# tests/hardening.sh reads from the files whether all of this is in them.
CALLS_x86_64 = -fcf-protection=full
CALLS_aarch64 = -mbranch-protection=standard
HARDEN	= -fstack-protector-strong -fstack-clash-protection -fPIE \
	-fno-delete-null-pointer-checks -fno-strict-overflow $(CALLS_$(shell uname -m))
HARDEN_gcc = -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
HARDEN_clang = -D_FORTIFY_SOURCE=2
# One build for the sanitizers and for fuzzing, which counts what is reached.
SAN_san	= -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
COMMON	= -O2 -g $(WARN) $(HARDEN) $(HARDEN_$(V)) $(SAN_$(V))
CFLAGS	= -std=c17 $(COMMON) $(WARN_C)
# The C compiler links, and knows nothing of C++ type tables.
CXXFLAGS = -std=c++17 $(COMMON) -fno-sanitize=vptr
MULTIARCH := $(shell gcc -print-multiarch 2>/dev/null)
CPPFLAGS = -D_GNU_SOURCE -Iapp -Ibuild -isystem /usr/include/postgresql \
	-isystem /usr/include/webkitgtk-4.1 -isystem /usr/include/libxml2 \
	-isystem /usr/include/gdk-pixbuf-2.0 -isystem /usr/include/glib-2.0 \
	-isystem /usr/lib/$(MULTIARCH)/glib-2.0/include $(DEFS_$(V))
DEFS_san = -DSHOW_SQL_ERRORS
DEFS_fault = -DFAULT_POINTS
LDFLAGS	= -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
LDLIBS	= -lfcgi -lpq -ljson-c -lcurl -lcrypto -lsodium -lmd4c -lphonenumber -lstdc++ -Wl,--as-needed \
	-ljavascriptcoregtk-4.1 -licui18n -licuuc -lseccomp -lxslt -lxml2 -lpcre2-8 -lgdk_pixbuf-2.0 \
	-lgobject-2.0 -lglib-2.0 -lm

# Sources, by floor.
LIB_C	= $(wildcard app/base/*.c app/db/*.c app/ext/*.c app/form/*.c app/core/*.c app/web/*.c)
LIB_CC	= $(wildcard app/ext/*.cc)
TMPL	= $(wildcard templates/*.html)
SQL	= $(wildcard sql/queries/*.sql)
SQL_PARTS = $(wildcard sql/queries/parts/*.sql)
SIM_SQL	= $(wildcard sql/sim/queries/*.sql)
GEN_C	= build/gen/sql.c build/gen/sim_sql.c build/gen/rule_prelude.c build/gen/form_style.c \
	$(TMPL:templates/%.html=build/gen/%.c)
GEN_H	= $(GEN_C:.c=.h) build/gen/suites.h
LIB_O	= $(LIB_C:%.c=$(B)/%.o) $(LIB_CC:%.cc=$(B)/%.o) \
	$(GEN_C:build/gen/%.c=$(B)/gen/%.o)
# Everything of a program but its main, so that tests can link it.
parts	= $(patsubst %.c,$(B)/%.o,$(filter-out app/$(1)/main.c,$(wildcard app/$(1)/*.c)))
PROGRAMS = $(patsubst app/%/main.c,%,$(wildcard app/site/main.c app/api/main.c \
	app/worker/main.c app/rules/main.c app/ctl/main.c app/sim/main.c))
BINS	= $(patsubst %,$(B)/%,$(subst ctl,aftercarectl,$(PROGRAMS)))
CATALOGUES = $(patsubst templates/po/%.po,build/locale/%/LC_MESSAGES/aftercare.mo,\
	$(wildcard templates/po/*.po))

# Without a translation the folder is there all the same, and is installed.
all: $(BINS) $(CATALOGUES) | build/locale
build/locale:
	@mkdir -p $@

$(B)/libaftercare.a: $(LIB_O)
	@rm -f $@
	@ar rcs $@ $^

$(B)/site: $(B)/app/site/main.o $(call parts,site)
$(B)/api: $(B)/app/api/main.o $(call parts,api)
$(B)/worker: $(B)/app/worker/main.o $(call parts,worker)
$(B)/rules: $(B)/app/rules/main.o $(call parts,rules)
$(B)/aftercarectl: $(B)/app/ctl/main.o $(call parts,ctl)
$(B)/sim: $(B)/app/sim/main.o $(call parts,sim)
$(BINS): $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS)

# Other flags, other objects.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS) $(CPPFLAGS)' | cmp -s - $@ || \
	    echo '$(CC) $(CFLAGS) $(CPPFLAGS)' > $@
$(B)/%.o: %.c $(B)/flags | $(GEN_H)
	@mkdir -p $(@D)
	@echo "  $(CC) $<"
	@$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<
$(B)/gen/%.o: build/gen/%.c $(B)/flags | $(GEN_H)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<
$(B)/%.o: %.cc $(B)/flags
	@mkdir -p $(@D)
	@echo "  $(CXX) $<"
	@$(CXX) $(CXXFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# What is made at build time from templates and queries.
build/tmplc build/sqlc: build/%: app/gen/%.c
	@mkdir -p $(@D)
	@gcc -std=c17 -O1 -g $(WARN) $(WARN_C) -D_GNU_SOURCE -o $@ $<
build/gen/%.h: templates/%.html build/tmplc
	@mkdir -p $(@D)
	@build/tmplc -h $< > $@.new && mv $@.new $@
build/gen/%.c: templates/%.html build/tmplc
	@mkdir -p $(@D)
	@build/tmplc $< > $@.new && mv $@.new $@
build/gen/sql.h: $(SQL) $(SQL_PARTS) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc -h sql $(SQL) > $@.new && mv $@.new $@
build/gen/sql.c: $(SQL) $(SQL_PARTS) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc sql $(SQL) > $@.new && mv $@.new $@
build/gen/sim_sql.h: $(SIM_SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc -h sim_sql $(SIM_SQL) > $@.new && mv $@.new $@
build/gen/sim_sql.c: $(SIM_SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc sim_sql $(SIM_SQL) > $@.new && mv $@.new $@
# A script as a text in C.
build/gen/rule_prelude.h: Makefile
	@mkdir -p $(@D)
	@printf 'extern const char rule_prelude[];\n' > $@
build/gen/rule_prelude.c: app/core/rule_prelude.js app/core/rule_explain.js app/core/rule_outbound.js build/gen/rule_prelude.h
	@mkdir -p $(@D)
	@{ printf '#include "gen/rule_prelude.h"\nconst char rule_prelude[] = {\n'; \
	   sed -e '/^\/\/include rule_explain.js$$/r app/core/rule_explain.js' \
	       -e '/^\/\/include rule_outbound.js$$/r app/core/rule_outbound.js' $< | \
	   od -v -An -tx1 | sed 's/ \(..\)/0x\1,/g'; printf '0 };\n'; } > $@.new && mv $@.new $@
build/gen/form_style.h: Makefile
	@mkdir -p $(@D)
	@printf '#include <stddef.h>\nextern const char form_style[];\nextern const size_t form_style_len;\n' > $@
build/gen/form_style.c: templates/form.xsl build/gen/form_style.h
	@mkdir -p $(@D)
	@{ printf '#include "gen/form_style.h"\nconst char form_style[] = {\n'; od -v -An -tx1 $< | sed 's/ \(..\)/0x\1,/g'; \
	   printf '0 };\nconst size_t form_style_len = sizeof form_style - 1;\n'; } > $@.new && mv $@.new $@
build/locale/%/LC_MESSAGES/aftercare.mo: templates/po/%.po
	@mkdir -p $(@D)
	@msgfmt --check -o $@ $<

# The tests: their programs, and the targets that run them.
include tests/tests.mk

format:
	clang-format -i $$(git ls-files 'app/*.[ch]' 'tests/*.[ch]')

# Only what is missing is installed; without root the command is printed.
packages:
	@.ci/packages $(PACKAGES)
test-packages:
	@.ci/packages $(PACKAGES) $(TEST_PACKAGES)

run: packages
	@$(MAKE) --no-print-directory all
	@exec $(B)/aftercarectl demo run --data $(DATA) --port $(PORT)

demo-token:
	@$(B)/aftercarectl demo token --data $(DATA)

clean:
	rm -rf build

FORCE:
.PHONY: all format packages test-packages run demo-token clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
