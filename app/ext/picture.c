/* picture.c - see picture.h; the only file that knows GdkPixbuf. */

#include "ext/picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "ext/sandbox.h"

#define QUALITY "82"
#define SMALL_QUALITY "75"
#define KEPT_MOST ((size_t)1024 * 1024) /* of what is drawn: some 300 KB are usual */
#define MEMORY ((size_t)384 * 1024 * 1024)
#define PATIENCE (10 * SECOND)

/* Drawing ------------------------------------------------------------------ */

/* As GdkPixbuf calls what it is; NULL for what is neither. */
static const char *
kind_of(const char *bytes, size_t len)
{
	static const char png[] = "\x89PNG\r\n\x1a\n";

	if (len > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
		return "jpeg";
	if (len > sizeof png && memcmp(bytes, png, sizeof png - 1) == 0)
		return "png";
	return NULL;
}

/* ${to} for an edge that is not longer than that; in proportion, never nothing. */
static int
fitting(int edge, int longest, int to)
{
	int64_t small = longest <= to ? edge : (int64_t)edge * to / longest;

	return small > 0 ? (int)small : 1;
}

struct sizing {
	bool too_large;
};

/* Before a pixel of it is read: a JPEG is read no larger than is needed. */
static void
size_known(GdkPixbufLoader *loader, int width, int height, gpointer with)
{
	struct sizing *sizing = with;
	int longest = width > height ? width : height;

	if (width <= 0 || height <= 0 || (int64_t)width * height > PICTURE_PIXELS) {
		sizing->too_large = true;
		gdk_pixbuf_loader_set_size(loader, 0, 0);
		return;
	}
	if (longest > PICTURE_EDGE)
		gdk_pixbuf_loader_set_size(loader,
		    fitting(width, longest, PICTURE_EDGE),
		    fitting(height, longest, PICTURE_EDGE));
}

static GdkPixbuf *
read_pixels(const char *kind, const char *bytes, size_t len, bool *too_large)
{
	GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type(kind, NULL);
	struct sizing sizing = { false };
	GdkPixbuf *pixels = NULL;
	gboolean good, closed;

	if (loader == NULL)
		return NULL;
	g_signal_connect(loader, "size-prepared", G_CALLBACK(size_known), &sizing);
	good = gdk_pixbuf_loader_write(loader, (const guchar *)bytes, len, NULL);
	closed = gdk_pixbuf_loader_close(loader, NULL);
	if (good && closed && gdk_pixbuf_loader_get_pixbuf(loader) != NULL)
		pixels = gdk_pixbuf_apply_embedded_orientation(
		    gdk_pixbuf_loader_get_pixbuf(loader));
	g_object_unref(loader);
	*too_large = sizing.too_large;
	return pixels;
}

/* A JPEG has no holes: what can be seen through is on white. */
static GdkPixbuf *
on_white(GdkPixbuf *pixels, int width, int height)
{
	GdkPixbuf *drawn = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height);

	if (drawn == NULL)
		return NULL;
	gdk_pixbuf_fill(drawn, 0xffffffff);
	gdk_pixbuf_composite(pixels, drawn, 0, 0, width, height, 0, 0,
	    (double)width / gdk_pixbuf_get_width(pixels),
	    (double)height / gdk_pixbuf_get_height(pixels), GDK_INTERP_BILINEAR, 255);
	return drawn;
}

static enum status
write_jpeg(struct arena *arena, GdkPixbuf *pixels, int most, const char *quality,
    struct picture_file *file, int *width, int *height)
{
	int w = gdk_pixbuf_get_width(pixels), h = gdk_pixbuf_get_height(pixels);
	int longest = w > h ? w : h;
	GdkPixbuf *drawn;
	gchar *jpeg = NULL;
	gsize len = 0;
	gboolean good;

	*width = fitting(w, longest, most);
	*height = fitting(h, longest, most);
	drawn = on_white(pixels, *width, *height);
	if (drawn == NULL)
		return ERR_INVALID;
	good = gdk_pixbuf_save_to_buffer(
	    drawn, &jpeg, &len, "jpeg", NULL, "quality", quality, NULL);
	g_object_unref(drawn);
	good = good && len <= KEPT_MOST;
	if (good)
		*file =
		    (struct picture_file){ memcpy(arena_room(arena, len), jpeg, len),
			    len };
	g_free(jpeg);
	return good ? OK : ERR_INVALID;
}

enum status
picture_draw_here(struct arena *arena, const char *bytes, size_t len,
    struct picture *picture, enum picture_fault *fault)
{
	const char *kind = kind_of(bytes, len);
	bool too_large = false;
	GdkPixbuf *pixels;
	enum status status;
	int width, height;

	*picture = (struct picture){ .width = 0 };
	*fault = kind == NULL ? PICTURE_KIND : PICTURE_TOO_LARGE;
	if (kind == NULL || len > PICTURE_BYTES)
		return ERR_INVALID;
	pixels = read_pixels(kind, bytes, len, &too_large);
	*fault = too_large ? PICTURE_TOO_LARGE : PICTURE_DAMAGED;
	if (pixels == NULL)
		return ERR_INVALID;
	status = too_large ? ERR_INVALID
			   : write_jpeg(arena, pixels, PICTURE_EDGE, QUALITY,
				 &picture->whole, &picture->width, &picture->height);
	if (status == OK)
		status = write_jpeg(arena, pixels, PICTURE_SMALL, SMALL_QUALITY,
		    &picture->small, &width, &height);
	g_object_unref(pixels);
	if (status == OK)
		*fault = PICTURE_FINE;
	return status;
}

const char *
picture_text(struct arena *arena, struct picture_file file)
{
	gchar *text = g_base64_encode((const guchar *)file.jpeg, file.len);
	const char *copy = arena_strdup(arena, text);

	g_free(text);
	return copy;
}

struct picture_file
picture_of_text(struct arena *arena, const char *text)
{
	gsize len;
	guchar *bytes = g_base64_decode(text, &len);
	struct picture_file file = { memcpy(arena_room(arena, len), bytes, len), len };

	g_free(bytes);
	return file;
}

/* Behind walls -------------------------------------------------------------- */

/* What the process says first; the bytes of both files follow. */
struct told {
	enum picture_fault fault;
	int width, height;
	size_t whole, small;
};

static bool
write_all(const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = write(SANDBOX_FD, at, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* What the library looks for in files it finds before they cannot be opened any more. */
static void
find_loaders(void)
{
	g_slist_free(gdk_pixbuf_get_formats());
}

static _Noreturn void
draw_and_tell(int fd, const char *bytes, size_t len)
{
	static const struct rlimit seconds = { PATIENCE / SECOND, PATIENCE / SECOND };
	struct arena *arena;
	struct picture picture;
	struct told told = { .fault = PICTURE_DAMAGED };

	find_loaders();
	if (sandbox_close(fd) != OK || setrlimit(RLIMIT_CPU, &seconds) != 0 ||
	    sandbox_enter(MEMORY) != OK)
		_exit(EXIT_FAILURE);
	arena = arena_new();
	if (picture_draw_here(arena, bytes, len, &picture, &told.fault) == OK) {
		told.width = picture.width;
		told.height = picture.height;
		told.whole = picture.whole.len;
		told.small = picture.small.len;
	}
	if (!write_all(&told, sizeof told) ||
	    !write_all(picture.whole.jpeg, told.whole) ||
	    !write_all(picture.small.jpeg, told.small))
		_exit(EXIT_FAILURE);
	_exit(EXIT_SUCCESS);
}

/* All that it says until it ends; false if it says too much or too late. */
static bool
hear(int fd, struct buf *said)
{
	int64_t deadline = clock_monotonic() + PATIENCE;
	char bytes[16 * 1024];

	while (said->len <= sizeof(struct told) + 2 * KEPT_MOST) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - clock_monotonic();
		ssize_t n;

		if (left <= 0)
			return false;
		if (poll(&wait, 1, (int)(left / 1000) + 1) <= 0)
			continue;
		n = read(fd, bytes, sizeof bytes);
		if (n == 0)
			return true;
		if (n > 0)
			buf_add(said, bytes, (size_t)n);
		else if (errno != EINTR)
			return false;
	}
	return false;
}

static enum status
understand(const struct buf *said, struct picture *picture, enum picture_fault *fault)
{
	struct told told;
	const char *at = said->data;

	*fault = PICTURE_DAMAGED;
	if (said->len < sizeof told)
		return ERR_INVALID;
	memcpy(&told, at, sizeof told);
	at += sizeof told;
	if (told.whole > KEPT_MOST || told.small > KEPT_MOST ||
	    said->len != sizeof told + told.whole + told.small)
		return ERR_INVALID;
	if (told.fault == PICTURE_KIND || told.fault == PICTURE_TOO_LARGE)
		*fault = told.fault;
	if (told.fault != PICTURE_FINE)
		return ERR_INVALID;
	*picture = (struct picture){ { at, told.whole },
		{ at + told.whole, told.small }, told.width, told.height };
	*fault = PICTURE_FINE;
	return OK;
}

enum status
picture_draw(struct arena *arena, const char *bytes, size_t len,
    struct picture *picture, enum picture_fault *fault)
{
	int pair[2];
	struct buf said;
	pid_t pid;
	bool heard;
	int ended = 0;

	*picture = (struct picture){ .width = 0 };
	*fault = PICTURE_DAMAGED;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return ERR_UNAVAILABLE;
	(void)fflush(NULL);
	pid = fork();
	if (pid == 0)
		draw_and_tell(pair[1], bytes, len);
	(void)close(pair[1]);
	if (pid < 0) {
		(void)close(pair[0]);
		return ERR_UNAVAILABLE;
	}
	buf_init(&said, arena);
	heard = hear(pair[0], &said);
	(void)close(pair[0]);
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, &ended, 0) < 0 && errno == EINTR)
		;
	/* What it ends over itself is no fault of the picture's. */
	if (WIFEXITED(ended) && WEXITSTATUS(ended) != EXIT_SUCCESS)
		return ERR_UNAVAILABLE;
	return heard ? understand(&said, picture, fault) : ERR_INVALID;
}
