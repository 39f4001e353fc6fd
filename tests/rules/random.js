'use strict';
// Numbers that look like chance and are the same for the same seed.

class Random {
	constructor(seed) {
		this.state = seed >>> 0;
	}

	next() {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	int(least, most) {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	chance(share) {
		return this.next() < share;
	}

	pick(list) {
		return list[this.int(0, list.length - 1)];
	}

	// [[weight, what], ...]
	weighed(list) {
		let left = this.next() * list.reduce((sum, [weight]) => sum + weight, 0);
		for (const [weight, what] of list) if ((left -= weight) < 0) return what;
		return list.at(-1)[1];
	}

	times(least, most, what) {
		return Array.from({ length: this.int(least, most) }, (_, i) => what(i));
	}
}

module.exports = { Random };
