/* mail.c - see mail.h. */

#include "ext/mail.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"

#define CONNECT_SECONDS 5L
#define TOTAL_SECONDS 25L /* the worker waits for it */
#define LINE_MAX_LETTERS 72 /* of quoted-printable, with room for "=XX=" */
#define WORD_BYTES 36 /* of a subject in one encoded word, which has 75 letters */

/* The text. */

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
add_base64(struct buf *b, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)bytes[i] << 16;

		if (i + 1 < n)
			v |= (unsigned)bytes[i + 1] << 8;
		if (i + 2 < n)
			v |= bytes[i + 2];
		buf_printf(b, "%c%c%c%c", base64[v >> 18], base64[v >> 12 & 63],
		    i + 1 < n ? base64[v >> 6 & 63] : '=',
		    i + 2 < n ? base64[v & 63] : '=');
	}
}

static bool
is_plain(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return false;
	return strstr(text, "=?") == NULL;
}

/* RFC 2047; a letter of several bytes stays in one word. */
static void
add_subject(struct buf *b, const char *subject)
{
	const unsigned char *s = (const unsigned char *)subject;
	size_t left = strlen(subject);

	if (is_plain(subject) && left <= LINE_MAX_LETTERS - strlen("Subject: ")) {
		buf_printf(b, "Subject: %s\r\n", subject);
		return;
	}
	buf_printf(b, "Subject:");
	while (left > 0) {
		size_t n = left < WORD_BYTES ? left : WORD_BYTES;

		while (n < left && n > 1 && (s[n] & 0xc0) == 0x80)
			n--;
		buf_printf(b, " =?UTF-8?B?");
		add_base64(b, s, n);
		buf_printf(b, "?=\r\n");
		s += n;
		left -= n;
	}
}

/* RFC 2045, 6.7.  A dot at a line's beginning is libcurl's to double. */
static void
add_body(struct buf *b, const char *body)
{
	size_t column = 0;

	for (const unsigned char *c = (const unsigned char *)body; *c != '\0'; c++) {
		bool last = c[1] == '\n' || c[1] == '\0';

		if (*c == '\n') {
			buf_printf(b, "\r\n");
			column = 0;
			continue;
		}
		if (column >= LINE_MAX_LETTERS) {
			buf_printf(b, "=\r\n");
			column = 0;
		}
		if ((*c > ' ' && *c <= '~' && *c != '=') || (*c == ' ' && !last)) {
			buf_printf(b, "%c", *c);
			column++;
		} else {
			buf_printf(b, "=%02X", (unsigned)*c);
			column += 3;
		}
	}
	if (column > 0)
		buf_printf(b, "\r\n");
}

/* "Mon, 03 Mar 2031 06:02:00 +0000" */
static const char *
date(struct arena *arena, int64_t at)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue",
		"Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct local_time t = clock_local(at, "UTC");
	int64_t day = clock_day_number(t.year, t.month, t.day);

	return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d +0000",
	    days[(day % 7 + 7) % 7], t.day, months[t.month - 1], t.year, t.hour,
	    t.minute, t.second);
}

const char *
mail_text(struct arena *arena, const char *from, const struct mail *mail)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b,
	    "Date: %s\r\nFrom: Aftercare <%s>\r\nTo: <%s>\r\n"
	    "Message-ID: <%s%s>\r\n",
	    date(arena, mail->at), from, mail->to, mail->id, strchr(from, '@'));
	add_subject(&b, mail->subject);
	/* Machines that answer for people who are away answer none of these. */
	buf_printf(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		       "Content-Type: text/plain; charset=utf-8\r\n"
		       "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	add_body(&b, mail->body);
	return b.data;
}

/* The line. */

bool
mail_is_here(const char *url)
{
	static const char *const here[] = { "127.0.0.1", "[::1]", "localhost" };
	const char *host = strstr(url, "://");

	if (host == NULL)
		return false;
	host += 3;
	for (size_t i = 0; i < COUNT_OF(here); i++) {
		size_t len = strlen(here[i]);

		if (strncasecmp(host, here[i], len) == 0 &&
		    (host[len] == '\0' || host[len] == ':'))
			return true;
	}
	return false;
}

struct passage {
	const char *text;
	size_t left;
};

static size_t
give(char *to, size_t size, size_t count, void *passage)
{
	struct passage *p = passage;
	size_t part = p->left < size * count ? p->left : size * count;

	memcpy(to, p->text, part);
	p->text += part;
	p->left -= part;
	return part;
}

#define SET(option, value) (curl_easy_setopt(curl, option, value) == CURLE_OK)

static bool
set_line(CURL *curl, const struct mail_server *server)
{
	bool clear = server->user == NULL && mail_is_here(server->url);

	return SET(CURLOPT_URL, server->url) &&
	       SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps") && SET(CURLOPT_PROXY, "") &&
	       SET(CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) &&
	       SET(CURLOPT_TIMEOUT, TOTAL_SECONDS) &&
	       SET(CURLOPT_USE_SSL,
		   clear ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) &&
	       SET(CURLOPT_SSL_VERIFYPEER, 1L) && SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       (server->user == NULL || (SET(CURLOPT_USERNAME, server->user) &&
					    SET(CURLOPT_PASSWORD, server->password)));
}

static bool
set_mail(CURL *curl, struct curl_slist *to, const char *from, struct passage *passage)
{
	return to != NULL && SET(CURLOPT_MAIL_FROM, from) &&
	       SET(CURLOPT_MAIL_RCPT, to) && SET(CURLOPT_UPLOAD, 1L) &&
	       SET(CURLOPT_READFUNCTION, give) && SET(CURLOPT_READDATA, passage) &&
	       SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)passage->left);
}

/*
 * 5xx is for ever (RFC 5321, 4.2.1), whatever libcurl makes of it; but for 53x, which is
 * about the account (RFC 4954, 6): that is mended here, and the mail waits for it.
 */
static enum mail_outcome
outcome(struct arena *arena, CURL *curl, CURLcode code, const char **problem)
{
	long said = 0;

	if (code == CURLE_OK) {
		*problem = "";
		return MAIL_SENT;
	}
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &said);
	*problem = said >= 400 ? arena_printf(arena, "the mail server says %ld: %s",
				     said, curl_easy_strerror(code))
			       : curl_easy_strerror(code);
	return said >= 500 && said < 600 && said / 10 != 53 ? MAIL_REFUSED : MAIL_LATER;
}

enum mail_outcome
mail_send(struct arena *arena, const struct mail_server *server,
    const struct mail *mail, const char **problem)
{
	const char *text = mail_text(arena, server->from, mail);
	struct passage passage = { text, strlen(text) };
	struct curl_slist *to =
	    curl_slist_append(NULL, arena_printf(arena, "<%s>", mail->to));
	const char *from = arena_printf(arena, "<%s>", server->from);
	CURL *curl = curl_easy_init();
	enum mail_outcome became = MAIL_LATER;

	*problem = "there is no memory left";
	if (curl != NULL && set_line(curl, server) &&
	    set_mail(curl, to, from, &passage))
		became = outcome(arena, curl, curl_easy_perform(curl), problem);
	curl_easy_cleanup(curl);
	curl_slist_free_all(to);
	return became;
}
