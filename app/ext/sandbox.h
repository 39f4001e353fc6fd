/* sandbox.h - walls round a process that runs somebody else's program. */

#ifndef EXT_SANDBOX_H
#define EXT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"

/*
 * At once after fork(2): everything that was inherited is closed but ${fd}, which
 * becomes SANDBOX_FD; standard input and output lead nowhere; the process ends with
 * its parent.
 */
#define SANDBOX_FD 3
MUST_CHECK enum status sandbox_close(int fd);
/*
 * When everything it needs from files is there.  From here no file is opened, no
 * line is made to anywhere, no program and no process started (threads may be), and
 * no more than ${memory} bytes are added.  There is no way back.
 */
MUST_CHECK enum status sandbox_enter(size_t memory);

/*
 * The bytes that a process has been given, or those that it really ${used}; 0 if that
 * cannot be seen.  It reserves much and uses little.
 */
size_t sandbox_memory(pid_t, bool used);

#endif
