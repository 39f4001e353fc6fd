/* network.c - see network.h. */

#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY_MAX 64
#define NOT_PUBLIC                                                            \
	"0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, " \
	"172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, "         \
	"192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, "    \
	"224.0.0.0/3, 2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20"

/* An address as its bytes, of which so many bits count. */
struct net {
	uint8_t at[16];
	size_t size; /* 4 or 16; 0: none */
	size_t bits;
};

static struct net
net_of(const struct sockaddr *address)
{
	struct net net = { .size = 0 };

	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof in);
		memcpy(net.at, &in.sin_addr, net.size = 4);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, address, sizeof in);
		memcpy(net.at, &in.sin6_addr, net.size = 16);
	}
	net.bits = 8 * net.size;
	return net;
}

/* "10.0.0.0/8", "::1"; size 0 for what is neither. */
static struct net
read_net(const char *text, size_t len)
{
	struct net net = { .size = 0 };
	char copy[ENTRY_MAX], *slash, *end = NULL;
	unsigned long bits;

	if (len >= sizeof copy)
		return net;
	memcpy(copy, text, len);
	copy[len] = '\0';
	slash = strchr(copy, '/');
	if (slash != NULL)
		*slash++ = '\0';
	if (inet_pton(AF_INET, copy, net.at) == 1)
		net.size = 4;
	else if (inet_pton(AF_INET6, copy, net.at) == 1)
		net.size = 16;
	net.bits = 8 * net.size;
	if (slash == NULL)
		return net;
	bits = strspn(slash, "0123456789") > 0 ? strtoul(slash, &end, 10) : 999;
	if (bits > net.bits || end == NULL || *end != '\0')
		return (struct net){ .size = 0 };
	net.bits = bits;
	return net;
}

static bool
is_in(const struct net *address, const struct net *net)
{
	const size_t whole = net->bits / 8, rest = net->bits % 8;

	if (address->size == 0 || address->size != net->size ||
	    memcmp(address->at, net->at, whole) != 0)
		return false;
	return rest == 0 || (address->at[whole] ^ net->at[whole]) >> (8 - rest) == 0;
}

/* One entry after the other; false at the end. */
static bool
next_net(const char **list, struct net *net)
{
	const char *at = *list + strspn(*list, " \t,");
	size_t len = strcspn(at, " \t,");

	*list = at + len;
	*net = read_net(at, len);
	return len > 0;
}

static bool
among(const char *list, const struct net *address)
{
	struct net net;

	while (next_net(&list, &net))
		if (is_in(address, &net))
			return true;
	return false;
}

/* Of IPv6 only what has been given out: 2000::/3. */
static bool
is_public(const struct net *address)
{
	if (address->size == 16 && address->at[0] >> 5 != 1)
		return false;
	return address->size != 0 && !among(NOT_PUBLIC, address);
}

bool
network_is_public(const struct sockaddr *address)
{
	const struct net net = net_of(address);

	return is_public(&net);
}

bool
network_among(const char *list, const struct sockaddr *address)
{
	const struct net net = net_of(address);

	return among(list, &net);
}

bool
network_list_is_good(const char *list)
{
	struct net net;
	size_t n = 0;

	for (; next_net(&list, &net); n++)
		if (net.size == 0)
			return false;
	return n > 0;
}

static struct net
read_host(const char *host)
{
	const bool brackets = *host == '[';

	return read_net(
	    host + brackets, strcspn(host + brackets, brackets ? "]" : "/"));
}

bool
network_host_is_private(const char *host)
{
	const struct net net = read_host(host);

	return net.size != 0 && !is_public(&net);
}

bool
network_host_among(const char *list, const char *host)
{
	const struct net net = read_host(host);

	return among(list, &net);
}
