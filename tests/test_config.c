/* test_config.c - a configuration is right, or says how to make it so. */

#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"

static struct arena *arena;
static struct config config;
static const char *complaints;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static enum status
parse(const char *text)
{
	return config_parse(arena, "a.conf", text, strlen(text), &config, &complaints);
}

START_TEST(reads_everything)
{
	ck_assert_int_eq(parse("# Where the data is\n"
			       "database = host=/run/pg dbname=x  # local\n"
			       "\tlisten=/run/a.sock\r\n"
			       "children = 12\n\n"
			       "static_folder = /a b/static\n"
			       "workflow_folder = w\n"
			       "catalogue_folder = c\n"
			       "rapidpro_url = https://rp.example.org:8443/sub/\n"
			       "rapidpro_token = 401f7ac8#37da42b97\n"
			       "rapidpro_channel = Nurse SMS\n"
			       "rapidpro_rate = 3600\n"
			       "sms_price = ZAR 0.5\n"
			       "group_confirm_above = 7\n"
			       "just_wrote_hours = 0\n"
			       "held_after_hours = 48\n"
			       "silent_minutes = 60\n"
			       "mail_server = smtps://mail.example.org:465\n"
			       "mail_user = clinic\n"
			       "mail_password = of/the=clinic\n"
			       "mail_from = aftercare@example.org\n"
			       "site_url = https://care.example.org/\n"
			       "subscription_networks = 10.20.0.0/16, ::1\n"
			       "webhook_secret = 0123456789abcdefghij\n"
			       "webhook_secret_old = 0123456789abcdefghijk\n"
			       "simulator = yes\n"
			       "demo = yes"),
	    OK);
	ck_assert_str_eq(complaints, "");
	ck_assert_str_eq(config.database, "host=/run/pg dbname=x");
	ck_assert_str_eq(config.listen, "/run/a.sock");
	ck_assert_int_eq(config.children, 12);
	ck_assert_str_eq(config.static_folder, "/a b/static");
	ck_assert_str_eq(config.workflow_folder, "w");
	ck_assert_str_eq(config.catalogue_folder, "c");
	ck_assert_str_eq(config.rapidpro_url, "https://rp.example.org:8443/sub");
	ck_assert_str_eq(config.rapidpro_token, "401f7ac8#37da42b97");
	ck_assert_str_eq(config.rapidpro_channel, "Nurse SMS");
	ck_assert_int_eq(config.rapidpro_rate, 3600);
	ck_assert_str_eq(config.sms_price, "ZAR 0.5");
	ck_assert_int_eq(config.group_confirm_above, 7);
	ck_assert_int_eq(config.just_wrote_hours, 0);
	ck_assert_int_eq(config.held_after_hours, 48);
	ck_assert_int_eq(config.silent_minutes, 60);
	ck_assert_str_eq(config.mail_server, "smtps://mail.example.org:465");
	ck_assert_str_eq(config.mail_user, "clinic");
	ck_assert_str_eq(config.mail_password, "of/the=clinic");
	ck_assert_str_eq(config.mail_from, "aftercare@example.org");
	ck_assert_str_eq(config.site_url, "https://care.example.org");
	ck_assert_str_eq(config.subscription_networks, "10.20.0.0/16, ::1");
	ck_assert_str_eq(config.webhook_secret, "0123456789abcdefghij");
	ck_assert_str_eq(config.webhook_secret_old, "0123456789abcdefghijk");
	ck_assert(config.simulator && config.demo);
	ck_assert_int_eq(config_require(arena, &config, ~0U, &complaints), OK);
}
END_TEST

START_TEST(empty_is_all_defaults)
{
	ck_assert_int_eq(parse(""), OK);
	ck_assert_int_eq(config.children, 4);
	ck_assert_int_eq(config.rapidpro_rate, 2000);
	ck_assert_int_eq(config.group_confirm_above, 20);
	ck_assert_int_eq(config.just_wrote_hours, 2);
	ck_assert_int_eq(config.held_after_hours, 24);
	ck_assert_int_eq(config.silent_minutes, 90);
	ck_assert_ptr_null(config.mail_server);
	ck_assert_str_eq(config.subscription_networks, "");
	ck_assert(!config.simulator && !config.demo);
	ck_assert_ptr_null(config.database);
}
END_TEST

#define SOCKET_100                                            \
	"/23456789012345678901234567890123456789012345678901" \
	"23456789012345678901234567890123456789012345678901"

static const struct {
	const char *text, *complaint;
} bad[] = {
	{ "\n\ndatabas = x",
	    "a.conf:3: unknown key databas; did you mean database?\n" },
	{ "rapidpro.url = x",
	    "a.conf:1: unknown key rapidpro.url; did you mean rapidpro_url?\n" },
	{ "colour = blue", "a.conf:1: unknown key colour; the keys are: database, " },
	{ "DATABASE = x", "a.conf:1: unknown key DATABASE; the keys are: " },
	{ "database", "a.conf:1: this is no setting; write it as key = value\n" },
	{ "= x", "a.conf:1: this is no setting; write it as key = value\n" },
	{ "database =  # later",
	    "a.conf:1: database is empty; write a value such as host=" },
	{ "demo = yes\ndemo = yes",
	    "a.conf:2: demo is given twice, first in line 1; leave one\n" },
	{ "children = many",
	    "a.conf:1: children cannot be this; write a whole number from 1 to 256\n" },
	{ "children = 0", "a.conf:1: children cannot be this; " },
	{ "children = 257", "a.conf:1: children cannot be this; " },
	{ "children = -1", "a.conf:1: children cannot be this; " },
	{ "children = 4.5", "a.conf:1: children cannot be this; " },
	{ "children = 99999999999999999999999", "a.conf:1: children cannot be this; " },
	{ "sms_price = 0.03", "a.conf:1: sms_price cannot be this; " },
	{ "sms_price = USD free", "a.conf:1: sms_price cannot be this; " },
	{ "just_wrote_hours = 13", "a.conf:1: just_wrote_hours cannot be this; " },
	{ "group_confirm_above = 0", "a.conf:1: group_confirm_above cannot be this; " },
	{ "held_after_hours = 0", "a.conf:1: held_after_hours cannot be this; " },
	{ "mail_server = mail.example.org", "a.conf:1: mail_server cannot be this; " },
	{ "mail_server = https://mail.example.org",
	    "a.conf:1: mail_server cannot be this; " },
	{ "mail_server = smtp://mail.example.org/x",
	    "a.conf:1: mail_server cannot be this; " },
	{ "mail_server = smtp://a@mail.example.org",
	    "a.conf:1: mail_server cannot be this; " },
	{ "mail_server = smtp://", "a.conf:1: mail_server cannot be this; " },
	{ "mail_from = Clinic <a@example.org>",
	    "a.conf:1: mail_from cannot be this; " },
	{ "mail_from = a@", "a.conf:1: mail_from cannot be this; " },
	{ "mail_server = smtps://mail.example.org",
	    "a.conf:1: mail_server needs mail_from; " },
	{ "mail_from = a@example.org",
	    "a.conf:1: mail_from, mail_user and mail_password need mail_server; " },
	{ "mail_server = smtps://m\nmail_from = a@b.c\nmail_user = x",
	    "a.conf:3: mail_user and mail_password go together; " },
	{ "subscription_networks = emr.example.org",
	    "a.conf:1: subscription_networks cannot be this; " },
	{ "rapidpro_rate = 10", "a.conf:1: rapidpro_rate cannot be this; " },
	{ "demo = true", "a.conf:1: demo cannot be this; write yes or no\n" },
	{ "simulator = Yes", "a.conf:1: simulator cannot be this; write yes or no\n" },
	{ "listen = site.sock",
	    "a.conf:1: listen cannot be this; write the whole path" },
	{ "listen = " SOCKET_100 "12345678",
	    "a.conf:1: listen cannot be this; choose a shorter path" },
	{ "webhook_secret = short",
	    "a.conf:1: webhook_secret cannot be this; make it" },
	{ "webhook_secret = 0123456789 0123456789",
	    "a.conf:1: webhook_secret cannot be this; write it without blanks" },
	{ "rapidpro_token = caf\xc3\xa9",
	    "a.conf:1: rapidpro_token cannot be this; write it without blanks" },
	{ "demo = \x01", "a.conf:1: there is a control character; " },
	{ "children = x\nlisten = y",
	    "a.conf:1: children cannot be this; write a whole number from 1 to 256\n"
	    "a.conf:2: listen cannot be this; " },
};

START_TEST(complains)
{
	ck_assert_int_eq(parse(bad[_i].text), ERR_INVALID);
	ck_assert_msg(
	    strncmp(complaints, bad[_i].complaint, strlen(bad[_i].complaint)) == 0,
	    "%s", complaints);
}
END_TEST

static const struct {
	const char *url;
	const char *kept; /* NULL if refused */
} urls[] = {
	{ "http://127.0.0.1:8080/sim", "http://127.0.0.1:8080/sim" },
	{ "http://127.0.0.1:8080/sim//", "http://127.0.0.1:8080/sim" },
	{ "https://rapidpro.example.org/", "https://rapidpro.example.org" },
	{ "HTTPS://Rp", "HTTPS://Rp" },
	{ "https://[::1]:8443/a/b", "https://[::1]:8443/a/b" },
	{ "https://rp.example.org:65535", "https://rp.example.org:65535" },
	{ "rapidpro.example.org", NULL },
	{ "ftp://rp.example.org", NULL },
	{ "https://", NULL },
	{ "https:///", NULL },
	{ "https:///x", NULL },
	{ "https://:80", NULL },
	{ "https://rp:", NULL },
	{ "https://rp:0", NULL },
	{ "https://rp:65536", NULL },
	{ "https://rp:8o", NULL },
	{ "https://rp:80:80", NULL },
	{ "https://user:secret@rp.example.org", NULL },
	{ "https://rp.example.org/?a=1", NULL },
	{ "https://rp.example.org/#a", NULL },
	{ "https://rp.example.org/a b", NULL },
	{ "https://rp_x.example.org", NULL },
	{ "https://[::1", NULL },
	{ "https://[]", NULL },
	{ "https://[::1]8080", NULL },
	{ "https://rp.example.org/api/v2", NULL },
	{ "https://rp.example.org/api/", NULL },
};

START_TEST(reads_urls)
{
	enum status status =
	    parse(arena_printf(arena, "rapidpro_url = %s", urls[_i].url));

	ck_assert_msg((status == OK) == (urls[_i].kept != NULL), "%s", urls[_i].url);
	if (status == OK)
		ck_assert_str_eq(config.rapidpro_url, urls[_i].kept);
}
END_TEST

START_TEST(says_what_is_missing)
{
	ck_assert_int_eq(parse("rapidpro_url = https://rp.example.org"), OK);
	ck_assert_int_eq(config_require(arena, &config,
			     CONFIG_DATABASE | CONFIG_RAPIDPRO, &complaints),
	    ERR_INVALID);
	ck_assert_str_eq(complaints,
	    "a.conf: database is missing; add a line: database = "
	    "host=/run/postgresql dbname=aftercare\n"
	    "a.conf: rapidpro_token is missing; add a line: rapidpro_token = the API "
	    "token of an administrator or editor\n"
	    "a.conf: rapidpro_channel is missing; add a line: rapidpro_channel = UUID "
	    "or name of the channel\n");
	ck_assert_int_eq(config_require(arena, &config, 0, &complaints), OK);
}
END_TEST

/* A secret must not reach a terminal or a log through a complaint. */
START_TEST(never_repeats_a_value)
{
	ck_assert_int_eq(parse("webhook_secret = hushhush\nrapidpro_token = hush hush\n"
			       "database = hush\ndatabase = hush"),
	    ERR_INVALID);
	ck_assert_ptr_null(strstr(complaints, "hush"));
}
END_TEST

START_TEST(refuses_nul)
{
	static const char text[] = "demo = yes\0simulator = yes";

	ck_assert_int_eq(
	    config_parse(arena, "a.conf", text, sizeof text - 1, &config, &complaints),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(complaints, "no text file"));
}
END_TEST

START_TEST(loads_a_file)
{
	char path[] = "/tmp/aftercare-config.XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "children = 7\n", 13), 13);
	ck_assert_int_eq(close(fd), 0);
	ck_assert_int_eq(config_load(arena, path, &config, &complaints), OK);
	ck_assert_int_eq(config.children, 7);
	ck_assert_int_eq(setenv("AFTERCARE_CONFIG", path, 1), 0);
	ck_assert_int_eq(config_load(arena, NULL, &config, &complaints), OK);
	ck_assert_int_eq(config.children, 7);
	ck_assert_int_eq(unsetenv("AFTERCARE_CONFIG"), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(config_load(arena, path, &config, &complaints), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(complaints, "No such file"));
	ck_assert_int_eq(config_load(arena, NULL, &config, &complaints), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(complaints, "AFTERCARE_CONFIG"));
	ck_assert_int_eq(config_load(arena, "/", &config, &complaints), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(complaints, "directory"));
}
END_TEST

TCase *
config_tests(void)
{
	TCase *tc = tcase_create("config");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, reads_everything);
	tcase_add_test(tc, empty_is_all_defaults);
	tcase_add_loop_test(tc, complains, 0, COUNT_OF(bad));
	tcase_add_loop_test(tc, reads_urls, 0, COUNT_OF(urls));
	tcase_add_test(tc, says_what_is_missing);
	tcase_add_test(tc, never_repeats_a_value);
	tcase_add_test(tc, refuses_nul);
	tcase_add_test(tc, loads_a_file);
	return tc;
}
