/*
 * fuzz_network.c - a list of networks, and an address that somebody wants to be called:
 * what is said of a host as it is written is said of the address that is called for it,
 * and nothing but https leaves for an address that is on no list.
 */

#include "fuzz.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/network.h"
#include "ext/http.h"

static bool
read_address(const char *host, struct sockaddr_storage *to)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, host, &in.sin_addr) == 1)
		memcpy(to, &in, sizeof in);
	else if (inet_pton(AF_INET6, host, &in6.sin6_addr) == 1)
		memcpy(to, &in6, sizeof in6);
	else
		return false;
	return true;
}

static void
check_host(const char *list, const char *host)
{
	struct sockaddr_storage storage;
	const struct sockaddr *address = (const void *)&storage;

	if (!read_address(host, &storage))
		return;
	REQUIRE(network_host_is_private(host) != network_is_public(address));
	REQUIRE(network_host_among(list, host) == network_among(list, address));
	/* A network of one address has it, and no other list can be emptier than none. */
	REQUIRE(network_among(host, address));
	REQUIRE(!network_among("", address));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	size_t len;
	const char *list = feed_text(&feed, &len);
	const char *host = feed_text(&feed, &len);
	const char *url = feed_text(&feed, &len);

	if (network_list_is_good(list))
		REQUIRE(list[strspn(list, " \t,")] != '\0');
	check_host(list, host);
	if (http_url_fault(url, "") == NULL)
		REQUIRE(strncasecmp(url, "https:", 6) == 0);
	if (http_url_fault(url, "") == NULL)
		REQUIRE(http_url_fault(url, list) == NULL);
	if (http_url_fault(url, list) == NULL)
		REQUIRE(strncasecmp(url, "http", 4) == 0);
	arena_free(arena);
	return 0;
}
