/*
 * commit.c - the linker puts these in the place of tx_commit and tx_end, so that
 * house.c can have a clinic that nothing changes.
 */

#include "house.h"

enum status __real_tx_commit(struct tx *);
enum status __wrap_tx_commit(struct tx *);
enum status __real_tx_end(struct tx *, enum status);
enum status __wrap_tx_end(struct tx *, enum status);

static bool for_good = true;

bool
house_for_good(bool yes)
{
	bool before = for_good;

	for_good = yes;
	return before;
}

enum status
__wrap_tx_commit(struct tx *tx)
{
	enum status status;

	if (for_good)
		return __real_tx_commit(tx);
	status = tx_script(tx, "SET CONSTRAINTS ALL IMMEDIATE");
	tx_rollback(tx);
	return status;
}

enum status
__wrap_tx_end(struct tx *tx, enum status status)
{
	if (for_good)
		return __real_tx_end(tx, status);
	if (status == OK)
		return __wrap_tx_commit(tx);
	tx_rollback(tx);
	return status;
}
