# tests.mk - what the tests are built from, and how they are run: part of the Makefile.

TEST_O	= $(patsubst %.c,$(B)/%.o,$(wildcard tests/*.c))
FUZZERS	= $(patsubst tests/fuzz/fuzz_%.c,$(B)/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))

$(B)/load: $(patsubst %.c,$(B)/%.o,$(wildcard tests/load/*.c)) $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a -lcurl -lm

$(B)/hand_over: $(B)/tests/restart/hand_over.o
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# What the server counts, for who compares it with the browser.
$(B)/letters: $(B)/tests/e2e/letters.o $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS)

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
# They are called before the sanitizers are ready for what they instrument.
$(B)/tests/torture/fail.o: SAN_san =
TORTURE_O = $(patsubst %.c,$(B)/%.o,$(wildcard tests/torture/*.c) tests/jose_test.c)
$(B)/torture: $(TORTURE_O) $(patsubst %,$(B)/%_main.o,site api worker) $(call parts,site) \
    $(call parts,api) $(call parts,worker) $(call parts,ctl) $(B)/libaftercare.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libaftercare.a $(LDLIBS) -ldl
$(B)/%_main.o: $(B)/app/%/main.o
	@objcopy --redefine-sym main=$*_main $< $@

# A target may take the place of a function of ours: the library comes last.
FUZZ_WRAP = -Wl,--wrap=tx_commit,--wrap=tx_end
FUZZ_A	= $(B)/libaftercare.a $(B)/libparts.a
$(B)/libfuzz.a: $(addprefix $(B)/tests/fuzz/,house.o commit.o)
	@rm -f $@
	@ar rcs $@ $^
$(B)/libparts.a: $(call parts,sim) $(call parts,api) $(call parts,site) $(call parts,worker)
	@rm -f $@
	@ar rcs $@ $^
$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/fuzz.o $(B)/libfuzz.a $(FUZZ_A)
	@echo "  link $@"
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(FUZZ_WRAP) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(B)/libfuzz.a $(FUZZ_A) -Wl,--end-group $(LDLIBS)

# Whose network is a peer: it takes the place of the C library's calls.
PEERED	= $(patsubst tests/fuzz/fuzz_%.c,%,$(shell grep -l '"peer.h"' tests/fuzz/fuzz_*.c))
$(addprefix $(B)/fuzz_,$(PEERED)) $(addprefix $(B)/planted_,$(PEERED)): $(B)/tests/fuzz/peer.o

# A copy of a source with a slip planted in it, which the harness must find.
PLANTED	= $(shell sed -n 's/^\([a-z_]*\)[ \t].*/$(subst /,\/,$(B))\/planted_\1/p' tests/fuzz/faults)
$(B)/planted/%.c: tests/fuzz/faults tests/fuzz/plant.sh $(LIB_C)
	@mkdir -p $(@D)
	@tests/fuzz/plant.sh $* > $@.new && mv $@.new $@
$(B)/planted/%.o: $(B)/planted/%.c $(B)/flags
	@$(CC) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<
$(B)/planted_%: $(B)/planted/%.o $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/fuzz.o $(B)/libfuzz.a $(FUZZ_A)
	@echo "  link $@"
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(FUZZ_WRAP) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(B)/libfuzz.a $(FUZZ_A) -Wl,--end-group $(LDLIBS)

# Which suites there are, from the names of the files.
TEST_NAMES = $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))
build/gen/suites.h: $(wildcard tests/test_*.c) tests/tests.mk
	@mkdir -p $(@D)
	@{ for n in $(TEST_NAMES); do echo "TCase *$${n}_tests(void);"; done; \
	   printf '#define SUITES'; for n in $(TEST_NAMES); do printf ' SUITE(%s)' $$n; done; \
	   echo; } > $@.new && mv $@.new $@

check: all $(B)/check
	tests/with_database.sh $(B)/check

fuzzers: $(FUZZERS) $(PLANTED)

# Every parser of outside bytes, FUZZ_S seconds each.
fuzz: test-packages
	@$(MAKE) --no-print-directory -j2 all
	@$(MAKE) --no-print-directory -j2 V=san fuzzers
	@tests/fuzz/run.sh

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
	@tests/fault/late.sh
	@tests/fault/outage.sh
	@tests/fault/gateway.sh

# A day of a programme in minutes, with a hundred thousand messages: docs/proof.md.
soak: test-packages
	@$(MAKE) --no-print-directory all
	@tests/soak/run.sh

# No case without an owner and a clock, whatever happens: docs/escalation.md.
property: test-packages
	@$(MAKE) --no-print-directory -j2 all $(B)/check
	@tests/property/run.sh

torture: test-packages
	@tests/torture/run.sh

# How texts are read, held against tables of our own: docs/workflow.md.
triage: all
	@tests/triage/run.sh

.PHONY: property triage check fuzzers fuzz test bench restart fault soak torture
