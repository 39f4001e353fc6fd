/* share.c - see share.h. */

#include "site/share.h"

#include <math.h>

#define Z 1.959963984540054 /* 95 % of a normal distribution lie within */

struct share
share_interval(int64_t num, int64_t den)
{
	const double n = (double)den, p = (double)num / n, z2 = Z * Z;
	const double centre = p + z2 / (2 * n);
	const double half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
	const double whole = 1 + z2 / n;

	return (struct share){ .is = llround(1000 * p),
		.low = llround(1000 * fmax(0, (centre - half) / whole)),
		.high = llround(1000 * fmin(1, (centre + half) / whole)) };
}
