/* test_form_html.c - a page of a form is the same whether its questions are kept or made. */

#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "catalogue.h"
#include "site/form_html.h"

static struct arena *arena;

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

/* Two questions of a page, one of them in a group. */
static const char *
page_of(const char *first, const char *second)
{
	const char *text = arena_printf(arena,
	    "<form id=\"r\" title=\"T\" version=\"1\"><page number=\"1\" of=\"1\" "
	    "id=\"p1\">"
	    "<question name=\"q1\" type=\"string\" %s</question><group id=\"g\">"
	    "<question name=\"q2\" type=\"select1\" %s<choice id=\"q2\" value=\"y\">"
	    "<label>Yes</label></choice></question></group></page></form>",
	    first, second);
	struct xml *view;
	size_t len;
	const char *html;

	ck_assert_int_eq(xml_parse(arena, text, strlen(text), &view, NULL), OK);
	html = form_html(arena, view, &len);
	ck_assert_ptr_nonnull(html);
	ck_assert_uint_eq(strlen(html), len);
	ck_assert_msg(strstr(html, "<mark") == NULL, "%s", html);
	return html;
}

#define NAME " plain=\"yes\"><label>Name</label>"
#define PAIN " required=\"yes\"><label>Pain</label>"

START_TEST(is_the_same_again)
{
	const char *made = page_of(NAME, PAIN);

	ck_assert_ptr_nonnull(strstr(made, "<label for=\"q1\">Name</label>"));
	ck_assert_ptr_nonnull(
	    strstr(made, "<div id=\"g\" class=\"group\" data-part=\"in\">"
			 "<fieldset id=\"q2-field\" class=\"field\"><legend>Pain"));
	ck_assert_str_eq(page_of(NAME, PAIN), made);
	ck_assert_str_eq(page_of(NAME, PAIN), made);
}
END_TEST

/* What is said of one question changes that one, and only as long as it is said. */
START_TEST(shows_what_is_said_of_a_question)
{
	const char *made = page_of(NAME, PAIN);
	static const struct {
		const char *first, *second, *shown;
	} others[] = {
		{ "value=\"Tendai\"" NAME, PAIN, "name=\"q1\" value=\"Tendai\"" },
		{ "value=\"&lt;mark&gt;\"" NAME, PAIN, "value=\"&lt;mark&gt;\"" },
		{ " plain=\"yes\"><label>Name of Tendai</label>", PAIN,
		    ">Name of Tendai</label>" },
		{ " plain=\"yes\"><label>&lt;mark n=\"0\"></label>", PAIN,
		    ">&lt;mark n=&quot;0&quot;&gt;</label>" },
		{ " error=\"Too long.\"><label>Name</label>", PAIN,
		    ">Too long.</span>" },
		{ NAME, "><label>Pain</label>", "<legend>Pain</legend>" },
		{ NAME, " value=\"y\"><label>Pain</label>",
		    "name=\"clear\" value=\"q2\"" },
	};

	for (size_t i = 0; i < COUNT_OF(others); i++) {
		const char *html = page_of(others[i].first, others[i].second);

		ck_assert_msg(strstr(html, others[i].shown) != NULL,
		    "%s\nis not in\n%s", others[i].shown, html);
		ck_assert_str_ne(html, made);
		ck_assert_str_eq(page_of(others[i].first, others[i].second), html);
		ck_assert_str_eq(page_of(NAME, PAIN), made);
	}
}
END_TEST

/* The folder of the catalogues is for all of a process: it is one of its own. */
static int
read_by_turns(const char *folder)
{
	const char *english, *swahili;

	i18n_init(folder);
	english = page_of(NAME, PAIN);
	i18n_use("sw");
	swahili = page_of(NAME, PAIN);
	if (strstr(english, "(needed)") == NULL || strstr(swahili, "(lazima)") == NULL)
		return 1;
	i18n_use("en");
	if (strcmp(page_of(NAME, PAIN), english) != 0)
		return 2;
	i18n_use("sw");
	return strcmp(page_of(NAME, PAIN), swahili) == 0 ? 0 : 3;
}

START_TEST(each_reader_has_his_language)
{
	char folder[] = "/tmp/aftercare-form.XXXXXX";
	pid_t child;
	int ended;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	catalogue_make(arena, folder, "sw", "msgid \"needed\"\nmsgstr \"lazima\"\n");
	child = test_fork();
	if (child == 0)
		_exit(read_by_turns(folder));
	ck_assert_int_eq(waitpid(child, &ended, 0), child);
	ck_assert_int_eq(system(arena_printf(arena, "rm -r %s", folder)), 0);
	ck_assert_int_eq(ended, 0);
}
END_TEST

/* More questions than are kept: of each page the one that was asked for. */
START_TEST(more_than_is_kept)
{
	char *words = arena_alloc(arena, 40001);

	memset(words, 'w', 40000);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 40; i++) {
			const char *label = arena_printf(
			    arena, " plain=\"yes\"><label>%d %s</label>", i, words);
			const char *html = page_of(label, PAIN);

			ck_assert_ptr_nonnull(strstr(
			    html, arena_printf(arena, "<label for=\"q1\">%d w", i)));
		}
}
END_TEST

TCase *
form_html_tests(void)
{
	TCase *tc = tcase_create("form_html");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, is_the_same_again);
	tcase_add_test(tc, shows_what_is_said_of_a_question);
	tcase_add_test(tc, each_reader_has_his_language);
	tcase_add_test(tc, more_than_is_kept);
	return tc;
}
