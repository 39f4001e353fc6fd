/* client.h - a client of the API, and what it is told of. */

#ifndef TORTURE_CLIENT_H
#define TORTURE_CLIENT_H

#define TOKEN "TORTURE-of-the-clients-0123456789-012345678"
/* Its hash is that of the token. */
#define CLIENT                                                                      \
	"INSERT INTO app_user (id, username, name, role, password_hash, machine, "  \
	"created_at) OVERRIDING SYSTEM VALUE VALUES (231, 'emr', 'Emr', 'nurse', "  \
	"'-', true, business_now()); INSERT INTO user_place VALUES (231, 101);"     \
	"INSERT INTO client (user_id, token_hash, scopes, per_minute, created_at, " \
	"expires_at) VALUES (231, '"                                                \
	"f3a8e961a26daea42eee97684a5e946bbf5c3af89d65039f5daa9f9c4721e163"          \
	"', '{system/*.cruds}', 1000, business_now(), business_now() + "            \
	"interval '1 day'); "
#define SUBSCRIPTION(status)                                                        \
	"INSERT INTO subscription (id, user_id, status, reason, criteria, "         \
	"endpoint, headers, payload, secret, created_at, changed_at, ids, "         \
	"statuses, kinds, performers, priorities, outcomes, patients, owners, "     \
	"requesters, locations, patient_is, owner_is, requester_is, location_is, "  \
	"authored, due, begins, systems, identifiers) OVERRIDING SYSTEM VALUE "     \
	"VALUES (900, 231, " status ", 'r', 'Task', 'https://127.0.0.1:1/', '{}', " \
	"true, repeat('s', 32), business_now(), business_now(), '{}', '{}', '{}', " \
	"'{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', '', '', '', '', '', "    \
	"'{}', '{}'); "

#endif
