/*
 * fault.h - the moments at which a worker or a page may be made to die.
 *
 * Only in the build for faults (make V=fault): elsewhere nothing is left of it,
 * not even the names.  Armed by the environment: FAULT_POINT=K3:5 ends the
 * process by SIGKILL when it comes to K3 for the fifth time.
 *
 *   K0 before a claim           K5 the headers of the answer are read
 *   K1 the claim is committed   K6 before the result is committed
 *   K2 connected                K7 while it is being committed
 *   K3 half of a call is sent   K8 committed, and nobody told
 *   K4 all of it is sent        K9 while a lease or the heartbeat is renewed
 *
 *   W1 a request is read        W3 committed, and nobody told
 *   W2 before the commit        W4 half of the answer is sent
 */

#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef FAULT_POINTS

#include <stdbool.h>
#include <sys/types.h>

#define FAULT(point) fault_point(point)
/* The commit that follows is this point. */
#define FAULT_COMMIT(point) fault_commit(point)
/* Who dies with us: a worker and its lane die as one. */
#define FAULT_TOGETHER(pid) fault_together(pid)

void fault_point(const char *point);
void fault_commit(const char *point);
void fault_together(pid_t);
/*
 * Whether the commit at hand is one to die in.  FAULT_POINT=K7:5:800 says so many
 * microseconds after it was sent.
 */
bool fault_in_commit(long *microseconds);
_Noreturn void fault_die(void);

#else

#define FAULT(point) ((void)0)
#define FAULT_COMMIT(point) ((void)0)
#define FAULT_TOGETHER(pid) ((void)0)

#endif
#endif
