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

void
rule_frame_head(char head[RULE_FRAME_HEAD], size_t len)
{
	uint32_t size = (uint32_t)len;

	memcpy(head, &size, sizeof size);
}

enum status
rule_frame_write(int fd, const char *text, size_t len)
{
	char head[RULE_FRAME_HEAD];

	if (len > RULE_FRAME_MAX)
		return ERR_INVALID;
	rule_frame_head(head, len);
	TRY(write_all(fd, head, sizeof head));
	return write_all(fd, text, len);
}

static enum status
make_room(
    struct arena *arena, const char head[RULE_FRAME_HEAD], char **text, size_t *len)
{
	uint32_t size;

	memcpy(&size, head, sizeof size);
	if (size > RULE_FRAME_MAX)
		return ERR_INVALID;
	*len = size;
	*text = arena_room(arena, *len + 1);
	(*text)[size] = '\0';
	return OK;
}

enum status
rule_frame_read(
    struct arena *arena, const struct rule_reader *from, char **text, size_t *len)
{
	char head[RULE_FRAME_HEAD];

	TRY(read_all(from, head, sizeof head));
	TRY(make_room(arena, head, text, len));
	return read_all(from, *text, *len);
}

/* So many of ${len} bytes as are there. */
static enum status
take_some(int fd, char *bytes, size_t len, size_t *got)
{
	while (*got < len) {
		ssize_t n = recv(fd, bytes + *got, len - *got, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return OK;
		if (n <= 0)
			return ERR_NOT_FOUND;
		*got += (size_t)n;
	}
	return OK;
}

enum status
rule_frame_take(struct arena *arena, int fd, struct rule_piece *piece, bool *whole)
{
	*whole = false;
	if (piece->text == NULL) {
		TRY(take_some(fd, piece->head, sizeof piece->head, &piece->got));
		if (piece->got < sizeof piece->head)
			return OK;
		TRY(make_room(arena, piece->head, &piece->text, &piece->len));
		piece->got = 0;
	}
	TRY(take_some(fd, piece->text, piece->len, &piece->got));
	*whole = piece->got == piece->len;
	return OK;
}
