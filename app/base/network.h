/*
 * network.h - which addresses are machines of the public network, and which are on a
 * list such as "10.20.0.0/16, 127.0.0.1, fd00::/8".
 *
 * Public is what is left when everything is taken away that is this machine, somebody's
 * own network, a link, many at once, an example, or reserved (IANA's registries of
 * special-purpose addresses); an IPv6 address that carries one of IPv4 is not public.
 */

#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include <stdbool.h>
#include <sys/socket.h>

bool network_is_public(const struct sockaddr *);
/* The list is a good one, or "". */
bool network_among(const char *list, const struct sockaddr *);
bool network_list_is_good(const char *list);
/* The same of a host as a URL has it; false for a name. */
bool network_host_is_private(const char *host);
bool network_host_among(const char *list, const char *host);

#endif
