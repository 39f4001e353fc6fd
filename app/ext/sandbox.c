/* sandbox.c - see sandbox.h; the only file that knows libseccomp. */

#include "ext/sandbox.h"

#include <seccomp.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum status
sandbox_close(int fd)
{
	int nowhere;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return ERR_INTERNAL;
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nowhere < 0)
		return ERR_UNAVAILABLE;
	/* First out of the way of the numbers that are given away. */
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 16);
	nowhere = fcntl(nowhere, F_DUPFD_CLOEXEC, 16);
	if (fd < 0 || nowhere < 0 || dup2(fd, SANDBOX_FD) < 0)
		return ERR_UNAVAILABLE;
	for (int i = 0; i < SANDBOX_FD; i++)
		if (dup2(nowhere, i) < 0)
			return ERR_UNAVAILABLE;
	return close_range(SANDBOX_FD + 1, ~0U, 0) == 0 ? OK : ERR_INTERNAL;
}

/* What JavaScriptCore, glibc and we need to compute and to answer. */
static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(close),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(brk),
	SCMP_SYS(mmap),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(membarrier),
	SCMP_SYS(futex),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_getparam),
	SCMP_SYS(sched_getscheduler),
	SCMP_SYS(gettid),
	SCMP_SYS(getpid),
	SCMP_SYS(getrandom),
	SCMP_SYS(getrusage),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigsuspend),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* Who asks for these is no library that can do without: it ends there. */
static const int deadly[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(ptrace),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(sendmsg),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
};

/* A call that this machine's kernel does not have needs no rule. */
static bool
rule(scmp_filter_ctx filter, uint32_t action, int call)
{
	int done = seccomp_rule_add(filter, action, call, 0);

	return done == 0 || done == -EDOM;
}

/* Threads of its own it may start and stop, and answer whoever made it. */
static bool
argument_rules(scmp_filter_ctx filter)
{
	uint64_t self = (uint64_t)getpid();

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		   SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		   SCMP_A0(SCMP_CMP_EQ, self)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
		   SCMP_A0(SCMP_CMP_EQ, SANDBOX_FD), SCMP_A4(SCMP_CMP_EQ, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
		   SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) == 0 &&
	       /* Its flags cannot be seen: glibc then takes the older call. */
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) ==
		   0;
}

static enum status
filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool good = filter != NULL && argument_rules(filter);

	for (size_t i = 0; good && i < COUNT_OF(allowed); i++)
		good = rule(filter, SCMP_ACT_ALLOW, allowed[i]);
	for (size_t i = 0; good && i < COUNT_OF(deadly); i++)
		good = rule(filter, SCMP_ACT_KILL_PROCESS, deadly[i]);
	good = good && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return good ? OK : ERR_INTERNAL;
}

size_t
sandbox_memory(pid_t pid, bool used)
{
	char path[64], line[128] = "", *end;
	unsigned long pages;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	(void)fclose(f);
	pages = strtoul(line, &end, 10);
	if (used)
		pages = strtoul(end, NULL, 10);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static bool
limit(__rlimit_resource_t what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

enum status
sandbox_enter(size_t memory)
{
	size_t now = sandbox_memory(getpid(), false);

	if (now == 0)
		return ERR_UNAVAILABLE;
	/* The sanitizer keeps a shadow of all addresses. */
	if (!SANITIZED && !limit(RLIMIT_AS, now + memory))
		return ERR_INTERNAL;
	if (!limit(RLIMIT_NOFILE, SANDBOX_FD + 1) || !limit(RLIMIT_CORE, 0) ||
	    !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_MEMLOCK, 0))
		return ERR_INTERNAL;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_INTERNAL;
	return filter_calls();
}
