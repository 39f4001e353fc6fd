/* peer.c - see peer.h. */

#include "peer.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

void *
peer_memory(size_t size)
{
	void *memory =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		exit(EXIT_FAILURE);
	return memory;
}

int
peer_begin(void (*serve)(int listener))
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, size) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0 || listen(fd, 8) != 0)
		exit(EXIT_FAILURE);
	if (fork() == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(fd);
		exit(EXIT_SUCCESS);
	}
	(void)close(fd);
	return ntohs(at.sin_port);
}
