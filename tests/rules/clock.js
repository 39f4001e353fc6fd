'use strict';
// A clock that stands still, for the engine and for the rules: new Date(), Date() and
// Date.now() say one time until it is set anew. All else is the engine's Date.

const Real = Date;
const realNow = Real.now;
let at = null;

const Standing = new Proxy(Real, {
	construct(target, given, made) {
		const args = given.length === 0 && at !== null ? [at] : given;
		return Reflect.construct(target, args, made === Standing ? target : made);
	},
	apply(target) {
		return at === null ? target() : new target(at).toString();
	},
});

const read = time => (typeof time === 'number' ? time : new Real(time).getTime());

function stop(time) {
	at = read(time);
	Real.now = () => at;
	Real.prototype.constructor = Standing;
	globalThis.Date = Standing;
}

function go() {
	at = null;
	Real.now = realNow;
	Real.prototype.constructor = Real;
	globalThis.Date = Real;
}

module.exports = { stop, go, read };
