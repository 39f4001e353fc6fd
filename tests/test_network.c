/* test_network.c - which addresses are public, and what a list of networks means. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/network.h"
#include "ext/http.h"
#include "tests.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union address
address(const char *text)
{
	union address at;

	memset(&at, 0, sizeof at);
	if (inet_pton(AF_INET, text, &at.v4.sin_addr) == 1) {
		at.v4.sin_family = AF_INET;
		return at;
	}
	at.v6.sin6_family = AF_INET6;
	ck_assert_int_eq(inet_pton(AF_INET6, text, &at.v6.sin6_addr), 1);
	return at;
}

START_TEST(only_what_is_public)
{
	static const char *const not_public[] = { "0.0.0.0", "10.255.255.255",
		"100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
		"172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1",
		"198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
		"::ffff:8.8.8.8", "64:ff9b::a00:1", "fe80::1", "fc00::1",
		"fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::1",
		"100::1", "5f00::1" };
	static const char *const public[] = { "8.8.8.8", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
		"192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111",
		"2a00:1450:4001::1" };

	for (size_t i = 0; i < COUNT_OF(not_public); i++) {
		const union address at = address(not_public[i]);

		ck_assert_msg(!network_is_public(&at.any), "%s", not_public[i]);
	}
	for (size_t i = 0; i < COUNT_OF(public); i++) {
		const union address at = address(public[i]);

		ck_assert_msg(network_is_public(&at.any), "%s", public[i]);
	}
}
END_TEST

START_TEST(lists)
{
	static const char list[] = "10.20.0.0/15, 127.0.0.1,fd00::/8";
	static const struct {
		const char *at;
		bool among;
	} rows[] = { { "10.20.1.1", true }, { "10.21.255.255", true },
		{ "10.22.0.0", false }, { "10.19.255.255", false },
		{ "127.0.0.1", true }, { "127.0.0.2", false }, { "fd12::1", true },
		{ "fe00::1", false } };
	static const char *const bad[] = { "", " ", "10.0.0.0/33", "10.0.0.0/",
		"10.0.0/8", "host", "10.0.0.1; 10.0.0.2", "::/129", "10.0.0.0/8x",
		"10.0.0.0/-1" };

	ck_assert(network_list_is_good(list));
	ck_assert(network_list_is_good("0.0.0.0/0"));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const union address at = address(rows[i].at);

		ck_assert_msg(
		    network_among(list, &at.any) == rows[i].among, "%s", rows[i].at);
		ck_assert(!network_among("", &at.any));
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!network_list_is_good(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(urls_that_may_be_called)
{
	static const struct {
		const char *url, *networks;
		bool may;
	} rows[] = { { "https://emr.example.org/hook", "", true },
		{ "https://8.8.8.8/hook", "", true },
		{ "http://emr.example.org/hook", "", false },
		{ "http://emr.example.org/hook", "10.0.0.0/8", false },
		{ "https://127.0.0.1/hook", "", false },
		{ "https://127.0.0.1/hook", "127.0.0.1", true },
		{ "http://127.0.0.1:9/hook", "127.0.0.1", true },
		{ "https://0x7f.1/hook", "", false },
		{ "https://2130706433/", "", false }, { "https://[::1]/", "", false },
		{ "http://[::1]/", "::1", true },
		{ "https://[::ffff:10.0.0.1]/", "", false },
		{ "https://ada:pw@emr.example.org/", "", false },
		{ "ftp://127.0.0.1/", "127.0.0.1", false },
		{ "file:///etc/passwd", "", false }, { "gopher://x/", "", false },
		{ "emr.example.org", "", false }, { "", "", false } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ck_assert_msg((http_url_fault(rows[i].url, rows[i].networks) == NULL) ==
				  rows[i].may,
		    "%s", rows[i].url);
}
END_TEST

TCase *
network_tests(void)
{
	TCase *tc = tcase_create("network");

	tcase_add_test(tc, only_what_is_public);
	tcase_add_test(tc, lists);
	tcase_add_test(tc, urls_that_may_be_called);
	return tc;
}
