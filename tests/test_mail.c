/* test_mail.c - one mail, and the line on which it leaves. */

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ext/mail.h"
#include "smtp_receiver.h"
#include "socket_server.h"
#include "tests.h"

#define MORNING INT64_C(1930284120000000) /* 2031-03-03 06:02:00 UTC */

static struct arena *arena;
static const struct smtp_words usual;

static void
begin(void)
{
	arena = arena_new();
}

static void
end(void)
{
	arena_free(arena);
}

static const struct mail a_mail = { .to = "ada@example.org",
	.subject = "Aftercare: RapidPro does not answer",
	.body = "It is quiet.\n.hidden\nEnd\n",
	.id = "0198a7c2-0000-7000-8000-000000000001",
	.at = MORNING };

static enum mail_outcome
send_by(const struct smtp_receiver *r, const char *scheme, const char *user,
    const char **problem)
{
	return mail_send(arena,
	    &(struct mail_server){ .url = arena_printf(arena, "%s://127.0.0.1:%d",
				       scheme, smtp_receiver_port(r)),
		.user = user,
		.password = user != NULL ? "secret-word" : NULL,
		.from = "aftercare@example.org" },
	    &a_mail, problem);
}

START_TEST(text_is_plain_and_whole)
{
	const char *text = mail_text(arena, "aftercare@example.org", &a_mail);

	ck_assert_ptr_nonnull(
	    strstr(text, "Date: Mon, 03 Mar 2031 06:02:00 +0000\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "From: Aftercare <aftercare@example.org>\r\n"));
	ck_assert_ptr_nonnull(strstr(text,
	    "Message-ID: <0198a7c2-0000-7000-8000-000000000001@example.org>\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "Subject: Aftercare: RapidPro does not answer\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "Auto-Submitted: auto-generated\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "\r\n\r\nIt is quiet.\r\n.hidden\r\nEnd\r\n"));
}
END_TEST

START_TEST(other_letters_and_long_lines_are_coded)
{
	struct mail mail = a_mail;
	const char *text;
	size_t longest = 0;

	mail.subject =
	    "Aftercare: Most messages to one network fail: +26377…, as “they” say";
	mail.body = arena_printf(arena, "RapidPro’s limit = used up \n%0*d\n", 400, 7);
	text = mail_text(arena, "aftercare@example.org", &mail);
	ck_assert_ptr_nonnull(strstr(text, "Subject: =?UTF-8?B?"));
	ck_assert_ptr_nonnull(
	    strstr(text, "RapidPro=E2=80=99s limit =3D used up=20\r\n"));
	for (const char *c = text; *c != '\0'; c++)
		ck_assert((*c >= ' ' && *c <= '~') || *c == '\r' || *c == '\n');
	for (const char *s = text, *e; (e = strstr(s, "\r\n")) != NULL; s = e + 2)
		longest = (size_t)(e - s) > longest ? (size_t)(e - s) : longest;
	ck_assert_uint_le(longest, 78);
}
END_TEST

START_TEST(it_arrives_as_it_was_written)
{
	struct smtp_receiver *r = smtp_receiver_start(&usual);
	const char *problem;

	ck_assert_int_eq(send_by(r, "smtp", NULL, &problem), MAIL_SENT);
	ck_assert_str_eq(problem, "");
	ck_assert_uint_eq(smtp_receiver_taken(r), 1);
	ck_assert_ptr_nonnull(
	    strstr(smtp_receiver_seen(r), "MAIL FROM:<aftercare@example.org>"));
	ck_assert_ptr_nonnull(
	    strstr(smtp_receiver_seen(r), "RCPT TO:<ada@example.org>"));
	/* A dot of the text is not the end of the mail. */
	ck_assert_ptr_nonnull(strstr(smtp_receiver_seen(r), "\r\n..hidden\r\nEnd\r\n"));
	smtp_receiver_stop(r);
}
END_TEST

START_TEST(no_password_in_the_clear)
{
	struct smtp_receiver *r = smtp_receiver_start(
	    &(struct smtp_words){ .ehlo = "250-here\r\n250 AUTH PLAIN LOGIN\r\n" });
	const char *problem;

	ck_assert_int_eq(send_by(r, "smtp", "ada", &problem), MAIL_LATER);
	ck_assert_str_ne(problem, "");
	ck_assert_ptr_null(strstr(smtp_receiver_seen(r), "AUTH"));
	ck_assert_ptr_null(strstr(smtp_receiver_seen(r), "MAIL FROM"));
	ck_assert_uint_eq(smtp_receiver_taken(r), 0);
	smtp_receiver_stop(r);
}
END_TEST

START_TEST(elsewhere_only_encrypted)
{
	ck_assert(mail_is_here("smtp://127.0.0.1:25"));
	ck_assert(mail_is_here("smtp://localhost"));
	ck_assert(mail_is_here("smtp://[::1]:25"));
	ck_assert(!mail_is_here("smtp://localhost.example.org:25"));
	ck_assert(!mail_is_here("smtp://127.0.0.1.example.org"));
	ck_assert(!mail_is_here("smtp://mail.example.org"));
	ck_assert(!mail_is_here("smtp://127.0.0.10:25"));
}
END_TEST

START_TEST(what_the_server_says_decides)
{
	static const struct {
		struct smtp_words words;
		enum mail_outcome outcome;
	} cases[] = {
		{ { .rcpt = "550 no such person\r\n" }, MAIL_REFUSED },
		{ { .rcpt = "450 later\r\n" }, MAIL_LATER },
		{ { .data_end = "554 not this\r\n" }, MAIL_REFUSED },
		{ { .data_end = "451 busy\r\n" }, MAIL_LATER },
		{ { .rcpt = "530 sign in first\r\n" }, MAIL_LATER },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct smtp_receiver *r = smtp_receiver_start(&cases[i].words);
		const char *problem;

		ck_assert_msg(
		    send_by(r, "smtp", NULL, &problem) == cases[i].outcome, "%zu", i);
		ck_assert_str_ne(problem, "");
		ck_assert_ptr_null(strstr(problem, "@"));
		ck_assert_uint_eq(smtp_receiver_taken(r), 0);
		smtp_receiver_stop(r);
	}
}
END_TEST

START_TEST(nobody_there_is_for_later)
{
	const char *problem;
	const struct mail_server server = {
		.url = arena_printf(arena, "smtp://127.0.0.1:%d", socket_closed_port()),
		.from = "aftercare@example.org"
	};

	ck_assert_int_eq(mail_send(arena, &server, &a_mail, &problem), MAIL_LATER);
	ck_assert_str_ne(problem, "");
}
END_TEST

TCase *
mail_tests(void)
{
	TCase *tc = tcase_create("mail");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, text_is_plain_and_whole);
	tcase_add_test(tc, other_letters_and_long_lines_are_coded);
	tcase_add_test(tc, it_arrives_as_it_was_written);
	tcase_add_test(tc, no_password_in_the_clear);
	tcase_add_test(tc, elsewhere_only_encrypted);
	tcase_add_test(tc, what_the_server_says_decides);
	tcase_add_test(tc, nobody_there_is_for_later);
	return tc;
}
