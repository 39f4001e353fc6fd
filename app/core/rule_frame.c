/* rule_frame.c - see rule_frame.h. */

#include "core/rule_frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum status
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_NOT_FOUND;
		bytes += n;
		len -= (size_t)n;
	}
	return OK;
}

static enum status
read_all(const struct rule_reader *from, char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n;

		if (from->ready != NULL)
			TRY(from->ready(from->with));
		n = read(from->fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_NOT_FOUND;
		bytes += n;
		len -= (size_t)n;
	}
	return OK;
}

enum status
rule_frame_write(int fd, const char *text, size_t len)
{
	uint32_t size = (uint32_t)len;
	char head[sizeof size];

	if (len > RULE_FRAME_MAX)
		return ERR_INVALID;
	memcpy(head, &size, sizeof size);
	TRY(write_all(fd, head, sizeof head));
	return write_all(fd, text, len);
}

enum status
rule_frame_read(
    struct arena *arena, const struct rule_reader *from, const char **text, size_t *len)
{
	char head[sizeof(uint32_t)], *room;
	uint32_t size;

	TRY(read_all(from, head, sizeof head));
	memcpy(&size, head, sizeof size);
	if (size > RULE_FRAME_MAX)
		return ERR_INVALID;
	room = arena_alloc(arena, (size_t)size + 1);
	*text = room;
	*len = size;
	return read_all(from, room, size);
}
