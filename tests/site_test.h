/*
 * site_test.h - the site asked in process, by people of three facilities.
 *
 * A suite of pages:
 *
 *	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
 *
 *	struct request *rq = site_get(RUDO, "/tasks");
 *	ck_assert_int_eq(rq->reply.code, 200);
 *	ck_assert(site_shows(rq, "Tinashe Moyo"));
 *	rq = site_post(RUDO, "/tasks/1/take", "version=1");
 *
 * It is Monday 3 March 2031, 08:02 in Harare (tests/site_test.sql).
 */

#ifndef SITE_TEST_H
#define SITE_TEST_H

#include "site/door.h"
#include "tests.h"

/* clang-format off */
enum {
	RIVERSIDE = 101, HILLVIEW = 102, GOMO = 103, /* Gomo keeps Nairobi time */

	NOBODY = 0, /* not signed in */
	RUDO = 201, TENDAI = 202, /* nurses at Riverside */
	JOYCE = 203, /* nurse at Hillview */
	NOMSA = 204, PETER = 207, /* supervisors of both */
	ADA = 205, /* administrator */
	ALICE = 206, /* nurse at Gomo */

	/* A patient's phone is 301 to 306, his thread he + 100, enrolment he + 200. */
	TINASHE = 401, BRIAN = 402, /* Riverside, days 3 and 9 */
	KUDZAI = 403, TAPIWA = 404, /* Riverside, days 4 and 9, share a phone */
	NKOSANA = 405, /* Hillview, day 6 */
	LOVEMORE = 406, /* Gomo, day 7 */
	FARAI = 407 /* Riverside, day 2, sixteen years old */
};
/* clang-format on */
#define TINASHE_PHONE "+263775550142"
#define BRIAN_PHONE "+263775550143"
#define NKOSANA_PHONE "+263775550163"
#define SHARED_PHONE "+263775550188" /* Kudzai's and Tapiwa's */
#define UNKNOWN_PHONE "+263775559999" /* nobody's yet */

/* Again without an end between: everything anew. */
void site_test_begin(void);
void site_test_end(void);

/* Everything lives until the test ends, or until site_forget(). */
struct arena *site_arena(void);
/* Of a long test: what was asked so far, but not who is signed in. */
void site_forget(void);

struct request *site_get(int64_t user, const char *path_and_query);
/* The session's forgery token is added to the body. */
struct request *site_post(int64_t user, const char *path, const char *body);

/* The same with a file. */
struct request *site_upload(
    int64_t user, const char *path, const char *body, const char *file);

/* The same with what a script or an attacker would send along. */
struct site_ask {
	enum method method;
	int64_t user; /* or NOBODY */
	const char *path; /* with the query */
	const char *body; /* sent as it is */
	const char *file; /* sent along as "file": the body's fields become parts */
	size_t file_len; /* 0: it is a text */
	const char *file_name; /* "register.csv" if NULL */
	const char *fragment; /* X-Fragment */
	const char *tag; /* If-None-Match */
	bool poll; /* X-Poll: 1 */
	const char *origin;
	const char *cookie; /* instead of the user's: the value, whole */
	const char *address;
	bool secure;
};
struct request *site_ask(const struct site_ask *);
/* "_csrf=...": what site_post adds. */
const char *site_csrf(int64_t user);
/* The cookie of his session, which is opened if there is none. */
const char *site_cookie(int64_t user);

/* The page without the second of its making: what two can be compared by. */
const char *site_page(const struct request *);
/* Whether the page holds this text, as it stands in the HTML. */
bool site_shows(const struct request *, const char *html);
/* How often. */
int site_count(const struct request *, const char *html);
/* The value="..." of the first field of this name; "" without one. */
const char *site_value(const struct request *, const char *field);
/* The value of a header of the reply; NULL if it has none. */
const char *site_header(const struct request *, const char *name);

/* The whole of a file. */
const char *site_file(const char *path);
/* A file of statements, as the owner. */
void site_script(const char *path);
/* As the owner of the database, committed at once. */
void site_sql(const char *fmt, ...) PRINTF(1, 2);
/* The first column of the only row, as text; "" for none or NULL. */
const char *site_text(const char *fmt, ...) PRINTF(1, 2);
int64_t site_number(const char *fmt, ...) PRINTF(1, 2);
/* Moves the clock on: "1 day". */
void site_later(const char *interval);
/* The same, to a moment of Harare: "2031-03-04 07:30"; everybody signs in anew. */
void site_at(const char *moment);
/* He was asked how he is an hour ago. */
void site_asked(int64_t patient);
/* A text comes from this number: committed as the worker does it, and its message. */
int64_t site_says(const char *number, const char *text);
/* The programme's rules for everybody whose turn it is. */
void site_rules(void);

#endif
