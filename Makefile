# make run      install what is missing, build, and serve the demo on PORT
# make test     install what is missing, build with both compilers, test everything
# make          build everything into build/gcc
# make bench    what a page costs beside pgbench, and how the rest keeps up (docs/proof.md)
# make fault    kills, broken lines and restarts: no text is lost or sent twice
# make restart  restarts and kills under load: nothing fails, nothing is lost
# make check    the Check tests alone, against a database of their own
# make fuzz     every parser of outside bytes under libFuzzer, FUZZ_S seconds each
# make torture  each call that can fail, failing once
# make format   clang-format over the C sources
#
# V names the variant to build: gcc, clang, san (sanitizers), fuzz, or fault (with
# the points at which a worker can be made to die).

V	= gcc
B	= build/$(V)
PORT	= 8080
DATA	= var
MAKEFLAGS += --no-builtin-rules

PACKAGES = gcc g++ make libc6-dev libfcgi-dev libpq-dev libjson-c-dev \
	libcurl4-openssl-dev libsodium-dev libphonenumber-dev gettext \
	postgresql-15 postgresql-client-15 nginx-light
TEST_PACKAGES = check clang clang-format libclang-rt-14-dev chromium \
	fonts-liberation curl git openssl procps systemd binutils
# Node may come from somewhere else, and then Debian's npm does not fit it.
TEST_PACKAGES += $(shell command -v node >/dev/null 2>&1 || echo nodejs) \
	$(shell command -v npm >/dev/null 2>&1 || echo npm)

CC_gcc	= gcc
CC_clang = clang
CC_san	= gcc
CC_fuzz	= clang
CC_fault = gcc
CXX_gcc	= g++
CXX_clang = clang++
CXX_san	= g++
CXX_fuzz = clang++
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
SAN_san	= -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_fuzz = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
# gcc warns falsely about instrumented vsnprintf(NULL, 0, ...)
WARN_san = -Wno-error
COMMON	= -O2 -g $(WARN) $(WARN_$(V)) $(HARDEN) $(HARDEN_$(V)) $(SAN_$(V))
CFLAGS	= -std=c17 $(COMMON) $(WARN_C)
# The C compiler links, and knows nothing of C++ type tables.
CXXFLAGS = -std=c++17 $(COMMON) -fno-sanitize=vptr
CPPFLAGS = -D_GNU_SOURCE -Iapp -Ibuild -isystem /usr/include/postgresql $(DEFS_$(V))
DEFS_san = -DSHOW_SQL_ERRORS
DEFS_fault = -DFAULT_POINTS
LDFLAGS	= -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
LDLIBS	= -lfcgi -lpq -ljson-c -lcurl -lsodium -lphonenumber -lstdc++ -lm

# Sources, by floor.
LIB_C	= $(wildcard app/base/*.c app/db/*.c app/ext/*.c app/core/*.c app/web/*.c)
LIB_CC	= $(wildcard app/ext/*.cc)
TMPL	= $(wildcard templates/*.html)
SQL	= $(wildcard sql/queries/*.sql)
SIM_SQL	= $(wildcard sql/sim/queries/*.sql)
GEN_C	= build/gen/sql.c build/gen/sim_sql.c $(TMPL:templates/%.html=build/gen/%.c)
GEN_H	= $(GEN_C:.c=.h) build/gen/suites.h
LIB_O	= $(LIB_C:%.c=$(B)/%.o) $(LIB_CC:%.cc=$(B)/%.o) \
	$(GEN_C:build/gen/%.c=$(B)/gen/%.o)
# Everything of a program but its main, so that tests can link it.
parts	= $(patsubst %.c,$(B)/%.o,$(filter-out app/$(1)/main.c,$(wildcard app/$(1)/*.c)))
PROGRAMS = $(patsubst app/%/main.c,%,$(wildcard app/site/main.c app/api/main.c \
	app/worker/main.c app/ctl/main.c app/sim/main.c))
BINS	= $(patsubst %,$(B)/%,$(subst ctl,aftercarectl,$(PROGRAMS)))
TEST_O	= $(patsubst %.c,$(B)/%.o,$(wildcard tests/*.c))
FUZZERS	= $(patsubst tests/fuzz/fuzz_%.c,$(B)/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))
CATALOGUES = $(patsubst templates/po/%.po,build/locale/%/LC_MESSAGES/aftercare.mo,\
	$(wildcard templates/po/*.po))

all: $(BINS) $(CATALOGUES)

$(B)/libaftercare.a: $(LIB_O)
	@rm -f $@
	@ar rcs $@ $^

$(B)/site: $(B)/app/site/main.o $(call parts,site)
$(B)/api: $(B)/app/api/main.o $(call parts,api)
$(B)/worker: $(B)/app/worker/main.o $(call parts,worker)
$(B)/aftercarectl: $(B)/app/ctl/main.o $(call parts,ctl)
$(B)/sim: $(B)/app/sim/main.o $(call parts,sim)
$(BINS): $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS)

$(B)/load: $(patsubst %.c,$(B)/%.o,$(wildcard tests/load/*.c)) $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a -lcurl -lm

$(B)/hand_over: $(B)/tests/restart/hand_over.o
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

CHECK_O	= $(TEST_O) $(call parts,site) $(call parts,api) $(call parts,worker) \
	$(call parts,ctl) $(call parts,sim)
# The same with the first wall taken away: tests/bare stands in for its files.
BARE	= site/admission core/access
$(B)/check: $(CHECK_O) $(B)/libaftercare.a
$(B)/check-bare: $(patsubst %,$(B)/tests/bare/%.o,$(notdir $(BARE))) \
    $(filter-out $(patsubst %,$(B)/app/%.o,$(BARE)),$(CHECK_O)) $(B)/libaftercare.a
$(B)/check $(B)/check-bare:
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS) \
	    -lcheck -lsubunit -lrt -lpthread

# The calls that can fail are defined anew: those of the libraries come there too.
TORTURE_O = $(patsubst %.c,$(B)/%.o,$(wildcard tests/torture/*.c))
$(B)/torture: $(TORTURE_O) $(patsubst %,$(B)/%_main.o,site api worker) $(call parts,site) \
    $(call parts,api) $(call parts,worker) $(call parts,ctl) $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS) -ldl
$(B)/%_main.o: $(B)/app/%/main.o
	@objcopy --redefine-sym main=$*_main $< $@

# A target may take the place of a function of ours: the library comes last.
FUZZ_WRAP = -Wl,--wrap=tx_commit,--wrap=tx_end
FUZZ_A	= $(B)/libaftercare.a $(B)/libparts.a
$(B)/libfuzz.a: $(addprefix $(B)/tests/fuzz/,fuzz.o house.o commit.o peer.o)
	@rm -f $@
	@ar rcs $@ $^
$(B)/libparts.a: $(call parts,sim) $(call parts,api) $(call parts,site) $(call parts,worker)
	@rm -f $@
	@ar rcs $@ $^
$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(B)/libfuzz.a $(FUZZ_A)
	@echo "  link $@"
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(FUZZ_WRAP) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(B)/libfuzz.a $(FUZZ_A) -Wl,--end-group $(LDLIBS)

# A copy of a source with a slip planted in it, which the harness must find.
PLANTED	= $(shell sed -n 's/^\([a-z_]*\)[ \t].*/$(subst /,\/,$(B))\/planted_\1/p' tests/fuzz/faults)
$(B)/planted/%.c: tests/fuzz/faults tests/fuzz/plant.sh $(LIB_C)
	@mkdir -p $(@D)
	@tests/fuzz/plant.sh $* > $@.new && mv $@.new $@
$(B)/planted/%.o: $(B)/planted/%.c $(B)/flags
	@$(CC) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<
$(B)/planted_%: $(B)/planted/%.o $(B)/tests/fuzz/fuzz_%.o $(B)/libfuzz.a $(FUZZ_A)
	@echo "  link $@"
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(FUZZ_WRAP) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(B)/libfuzz.a $(FUZZ_A) -Wl,--end-group $(LDLIBS)

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
build/gen/sql.h: $(SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc -h sql $(SQL) > $@.new && mv $@.new $@
build/gen/sql.c: $(SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc sql $(SQL) > $@.new && mv $@.new $@
build/gen/sim_sql.h: $(SIM_SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc -h sim_sql $(SIM_SQL) > $@.new && mv $@.new $@
build/gen/sim_sql.c: $(SIM_SQL) build/sqlc
	@mkdir -p $(@D)
	@build/sqlc sim_sql $(SIM_SQL) > $@.new && mv $@.new $@
# Which suites there are, from the names of the files.
TEST_NAMES = $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))
build/gen/suites.h: $(wildcard tests/test_*.c) Makefile
	@mkdir -p $(@D)
	@{ for n in $(TEST_NAMES); do echo "TCase *$${n}_tests(void);"; done; \
	   printf '#define SUITES'; for n in $(TEST_NAMES); do printf ' SUITE(%s)' $$n; done; \
	   echo; } > $@.new && mv $@.new $@
build/locale/%/LC_MESSAGES/aftercare.mo: templates/po/%.po
	@mkdir -p $(@D)
	@msgfmt --check -o $@ $<

check: all $(B)/check
	tests/with_database.sh $(B)/check

fuzzers: $(FUZZERS) $(PLANTED)

# Every parser of outside bytes, FUZZ_S seconds each.
fuzz: test-packages
	@$(MAKE) --no-print-directory -j2 all
	@$(MAKE) --no-print-directory -j2 V=fuzz fuzzers
	@tests/fuzz/run.sh

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

test: test-packages
	@tests/all.sh

bench: test-packages
	@$(MAKE) --no-print-directory all $(B)/load
	@tests/bench/run.sh

# Nothing fails while the programs are renewed: docs/proof.md.
restart: test-packages
	@$(MAKE) --no-print-directory all $(B)/load $(B)/hand_over
	@$(MAKE) --no-print-directory V=fault build/fault/site build/fault/api
	@tests/restart/run.sh

# Nothing is lost and nothing is sent twice, whatever breaks: docs/proof.md.
fault: test-packages
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory V=fault build/fault/worker
	@tests/fault/run.sh

torture: test-packages
	@tests/torture/run.sh

clean:
	rm -rf build

FORCE:
.PHONY: all bench check fuzzers fuzz format packages test-packages run test clean restart torture fault
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
