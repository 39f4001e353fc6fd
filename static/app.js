/* See templates/frame.html; times are the server's seconds. */
(() => {
'use strict';

const $ = (what, where = document) => where.querySelector(what);
const $$ = (what, where = document) => [...where.querySelectorAll(what)];
const byId = (id) => document.getElementById(id);
const body = document.body;
const words = (byId('words') || body).dataset;
const put = (text, values) => (text || '').replace(/\{(\w+)\}/g, (_, k) => values[k]);
const skew = Number(body.dataset.now) ? Number(body.dataset.now) * 1000 - Date.now() : 0;
const now = () => Date.now() + skew;
const fragment = (ids, more) => ({ headers: { 'X-Fragment': ids || '1', ...more } });
const isField = (el) => el.matches('textarea, select, input') &&
	!/^(checkbox|radio|button|submit)$/.test(el.type);


let sayTimer;
function say(text) {
	const line = byId('say');

	if (!line || !text)
		return;
	line.textContent = text;
	clearTimeout(sayTimer);
	sayTimer = setTimeout(() => { line.textContent = ''; }, 8000);
}

/* Fragments. */

const policy = window.trustedTypes ?
	trustedTypes.createPolicy('aftercare', { createHTML: (s) => s }) :
	{ createHTML: (s) => s };

const changed = (el) => /^(checkbox|radio)$/.test(el.type) ?
	el.checked !== el.defaultChecked :
	el.options ? el.value !== el.dataset.was :
	el.type !== 'hidden' && el.value !== el.defaultValue;

/* She is at work inside: leave it alone. */
function busy(el) {
	const at = document.activeElement;
	const picked = getSelection();

	return $('.problems', el) || (at && el.contains(at) && isField(at)) ||
		(!picked.isCollapsed && picked.containsNode(el, true)) ||
		$$('input, textarea, select', el).some(changed);
}

/* Asked for by a choice of another: data-if="until=own". */
function fit(form) {
	for (const box of $$('[data-if]', form)) {
		const [name, value] = box.dataset.if.split('=');

		box.hidden = form.elements[name].value !== value;
	}
}

document.addEventListener('change', (e) => {
	const box = e.target;

	if (box.form)
		fit(box.form);
	if ('all' in box.dataset)
		$$('input[type=checkbox]', byId(box.dataset.all))
			.forEach((tick) => { tick.checked = box.checked; });
});

function arrive(el) {
	for (const box of [el, ...$$('*', el)]) {
		if (box.dataset.poll)
			poll(box);
		if (box.options)
			box.dataset.was = box.value;
		if ('script' in box.dataset)
			box.hidden = false;
		if ('if' in box.dataset)
			fit(box.closest('form'));
	}
	el.dispatchEvent(new Event('arrive', { bubbles: true }));
}

function replace(old, next) {
	const at = document.activeElement;
	const id = at && at !== body && old.contains(at) ? at.id : null;
	const el = document.importNode(next, true);

	/* What was ticked stays ticked. */
	for (const tick of $$('input[type=checkbox]', old).filter(changed)) {
		const same = $$('input[type=checkbox]', el)
			.find((box) => box.name === tick.name && box.value === tick.value);

		if (same)
			same.checked = tick.checked;
	}
	/* What has gone leaves its room. */
	if (old.matches('.notices > *'))
		el.style.minHeight = old.getBoundingClientRect().height + 'px';
	old.replaceWith(el);
	arrive(el);
	if (id !== null)
		settle((id && byId(id)) || $('a, button', el) || el, true);
}

function settle(el, preventScroll) {
	if (!el.matches('a, button, input, select, textarea, summary'))
		el.tabIndex = -1;
	el.focus({ preventScroll });
}

function merge(list, next) {
	const held = 'hold' in list.dataset &&
		(list.matches(':hover') || list.contains(document.activeElement));
	const wanted = [...next.children];
	const ids = new Set(wanted.map((row) => row.id));
	let waiting = 0, before = null;

	for (const row of [...list.children]) {
		if (ids.has(row.id) || busy(row) || held)
			continue;
		if (row.contains(document.activeElement))
			settle($('a', row.nextElementSibling || row) || $('h1'));
		row.remove();
	}
	for (const row of wanted) {
		const old = row.id && list.querySelector(':scope > #' + CSS.escape(row.id));

		if (!old && held) {
			waiting++;
			continue;
		}
		if (!old) {
			const el = document.importNode(row, true);
			before ? before.after(el) : list.prepend(el);
			arrive(el);
			before = el;
			continue;
		}
		if (old.dataset.v !== row.dataset.v && !busy(old))
			replace(old, row);
		before = byId(row.id);
		const place = wanted.indexOf(row);
		if (!held && list.children[place] !== before &&
			!before.contains(document.activeElement))
			list.insertBefore(before, list.children[place] || null);
	}
	if (!held)
		list.dataset.v = next.dataset.v || '';
	offer(list, next, waiting);
}

/* No row jumps under the mouse */
function offer(list, next, waiting) {
	const host = list.closest('table') || list;
	let bar = byId(list.id + '-fresh');

	if (!waiting) {
		bar && bar.remove();
		return;
	}
	if (!bar) {
		bar = document.createElement('button');
		bar.type = 'button';
		bar.id = list.id + '-fresh';
		bar.className = 'fresh';
		host.before(bar);
	}
	bar.textContent = put(words.fresh, { n: waiting });
	bar.onclick = () => {
		bar.remove();
		document.activeElement.blur();
		delete list.dataset.hold;
		merge(list, next);
		list.dataset.hold = '';
	};
}

function swap(html, sent) {
	const parts = $$('template', new DOMParser().parseFromString(policy.createHTML(html), 'text/html'));
	const news = [];

	for (const t of parts) {
		const next = t.content.firstElementChild;
		const old = next && next.id && byId(next.id);

		if (!old || (next.dataset.v && old.dataset.v === next.dataset.v && old !== sent))
			continue;
		if (next.dataset.news && Number(next.dataset.n) > Number(old.dataset.n || 0))
			news.push(put(next.dataset.news, { n: next.dataset.n - (old.dataset.n || 0) }));
		if ('rows' in next.dataset && 'rows' in old.dataset)
			merge(old, next);
		else if ((sent && (old === sent || old.contains(sent))) || !busy(old))
			replace(old, next);
	}
	say(news.join(' '));
	tick();
	return parts.length > 0;
}

/* The session's end and forgery token. */
async function ask(url, options) {
	const res = await fetch(url, options);
	const token = res.headers.get('X-Csrf');

	body.dataset.expires = res.status === 401 ? 1 :
		res.headers.get('X-Expires') || body.dataset.expires;
	if (token)
		$$('[name=_csrf]').forEach((box) => { box.value = token; });
	session();
	return res;
}

/* Forms: sent once, however often she presses. */

const unlock = new WeakMap();

function lock(form, button) {
	const label = button && button.textContent;
	const slow = setTimeout(() => say(words.still), 5000);
	const buttons = $$('button', form);

	form.setAttribute('aria-busy', 'true');
	buttons.forEach((b) => b.setAttribute('aria-disabled', 'true'));
	if (button && !button.children.length)
		button.textContent = button.dataset.busy || words.busy;
	unlock.set(form, () => {
		clearTimeout(slow);
		form.removeAttribute('aria-busy');
		buttons.forEach((b) => b.removeAttribute('aria-disabled'));
		if (button && label !== button.textContent)
			button.textContent = label;
	});
}

async function send(form, button) {
	const data = new FormData(form);
	const target = button && button.hasAttribute('formaction') ? button.formAction : form.action;

	if (button && button.name)
		data.append(button.name, button.value);
	lock(form, button);
	try {
		const res = await ask(target, { method: 'POST', body: new URLSearchParams(data),
			...fragment(form.dataset.swap) });
		const place = res.headers.get('X-Location') || (res.redirected && res.url);

		if (place && res.status !== 401) {
			clean.add(form);
			location.assign(place);
			return;
		}
		if (res.ok)
			clean.add(form);
		if (!swap(await res.text(), form) && !res.ok)
			throw res;
		if (!res.ok && $('.problems'))
			settle($('.problems'));
		/* What was refused is only here. */
		if (!res.ok)
			$$('textarea[data-draft]').forEach((box) => keepDraft(box, ''));
	} catch (e) {
		say(e.status ? words.failed : words.offline);
		$$('textarea[data-draft]', form).forEach((box) => keepDraft(box));
	}
	unlock.get(form)();
}

document.addEventListener('submit', (e) => {
	const form = e.target, button = e.submitter;

	if (form.method !== 'post')
		return;
	if (form.getAttribute('aria-busy') === 'true') {
		e.preventDefault();
		return;
	}
	$$('textarea', form).forEach(dropDraft);
	if ('swap' in form.dataset) {
		e.preventDefault();
		send(form, button);
		return;
	}
	clean.add(form);
	/* Later, or the button's name and value would not be sent. */
	setTimeout(() => lock(form, button));
});

/* A page that the browser kept */
addEventListener('pageshow', (e) => {
	if (e.persisted) {
		$$('form[aria-busy]').forEach((form) => unlock.get(form)?.());
		pollNow();
	}
});

const clean = new Set();

addEventListener('beforeunload', (e) => {
	const left = $$('form[data-guard]').some((form) => !clean.has(form) &&
		$$('input, textarea, select', form).some(changed));

	if (left || [...drafts.values()].some((d) => d.failed)) {
		e.preventDefault();
		e.returnValue = '';
	}
});

/* Drafts */

const drafts = new Map();

function dropDraft(box) {
	const d = drafts.get(box);

	if (d) {
		clearTimeout(d.timer);
		d.abort?.abort();
		drafts.delete(box);
	}
}

function keepDraft(box, saved = box.defaultValue) {
	const d = drafts.get(box) || { saved };

	drafts.set(box, d);
	clearTimeout(d.timer);
	d.timer = setTimeout(saveDraft, 1200, box);
}

async function saveDraft(box) {
	const d = drafts.get(box), text = box.value;
	const state = byId(box.dataset.draftState);
	const form = box.form;

	if (!d || d.saved === text)
		return;
	clearTimeout(d.timer);
	d.abort?.abort();
	d.abort = new AbortController();
	const data = new URLSearchParams({ [box.name]: text });
	for (const name of ['_csrf', 'once', 'last_seen', 'version'])
		if (form.elements[name])
			data.set(name, form.elements[name].value);
	try {
		const res = await ask(box.dataset.draft, { method: 'POST', body: data, keepalive: true,
			signal: d.abort.signal, ...fragment(box.dataset.draftState) });
		if (!res.ok)
			throw res;
		d.saved = text;
		d.failed = false;
		if (!swap(await res.text()))
			state.textContent = words.draft;
	} catch (e) {
		if (e.name === 'AbortError' || !drafts.has(box))
			return;
		d.failed = true;
		state.textContent = words.nodraft;
		d.timer = setTimeout(saveDraft, 15000, box);
	}
}

document.addEventListener('input', (e) => {
	if (e.target.dataset.draft)
		keepDraft(e.target);
});

/* Looked up when it is left, such as a phone number. */
document.addEventListener('change', async (e) => {
	const box = e.target;

	if (!box.dataset.check || !box.value.trim())
		return;
	const url = new URL(box.dataset.check, location);
	for (const name of [box.name, ...(box.dataset.with || '').split(' ')])
		if (box.form.elements[name])
			url.searchParams.set(name, box.form.elements[name].value);
	try {
		const res = await ask(url, fragment(box.dataset.parts));
		if (res.status === 200)
			swap(await res.text());
	} catch { /* Checked again when sent. */ }
});

/* What she is at work in, or has changed since, is left as it is. */

const fill = $('form[data-fill]');
const LIVE = '_csrf once version';
const live = (box) => box.matches('[type=radio], [type=checkbox]') ? box.checked : box.value;
const boxes = (el) => $$('input, select, textarea', el).map(live).join('\0');
let keptForm = '', keeping = null, keepTimer, leaving = false, later = new Map();

const asked = () => $$('[name=asked]', fill);

function answers() {
	const data = new URLSearchParams(new FormData(fill));

	LIVE.split(' ').forEach((name) => data.delete(name));
	return data.toString();
}

/* Without what is typed in it. */
function bare(el) {
	const copy = el.cloneNode(true);

	for (const box of $$('input, option, textarea, select', copy)) {
		box.removeAttribute('checked');
		box.removeAttribute('selected');
		box.removeAttribute('data-was');
		if (box.matches('textarea'))
			box.textContent = '';
		else if (box.matches('input:not([type=radio], [type=checkbox], [type=hidden])'))
			box.removeAttribute('value');
	}
	return copy.outerHTML;
}

function renew(old, next, sent) {
	if (bare(old) === bare(next) && boxes(old) === boxes(next))
		return;
	if (old.contains(document.activeElement) || boxes(old) !== sent.get(old.id)) {
		later.set(old.id, { next, sent });
		return;
	}
	old.replaceWith(document.importNode(next, true));
}

function blend(old, next, sent) {
	const ids = new Set([...next.children].map((part) => part.id));
	let before = null;

	for (const part of [...old.children])
		if (!ids.has(part.id) && !part.contains(document.activeElement))
			part.remove();
	for (const part of next.children) {
		const was = [...old.children].find((p) => p.id === part.id);

		if (!was) {
			const el = document.importNode(part, true);
			before ? before.after(el) : old.prepend(el);
			arrive(el);
		} else if (part.dataset.part) {
			blend(was, part, sent);
		} else {
			renew(was, part, sent);
		}
		before = byId(part.id);
	}
}

function answered(html, sent) {
	for (const t of $$('template', new DOMParser().parseFromString(policy.createHTML(html), 'text/html'))) {
		const next = t.content.firstElementChild;
		const old = next && byId(next.id);

		if (old && next.dataset.part)
			blend(old, next, sent);
		else if (old && next.dataset.v !== old.dataset.v && !old.contains(document.activeElement))
			old.replaceWith(document.importNode(next, true));
		else if (old && !next.dataset.v)
			old.replaceWith(document.importNode(next, true));
	}
	fill.elements.version.value = byId('draft').dataset.version;
}

async function post(more) {
	const typed = answers();
	const sent = new Map($$('[id]', fill).map((el) => [el.id, boxes(el)]));
	const data = new URLSearchParams(new FormData(fill));

	if (typed === keptForm && !more)
		return true;
	for (const name in more)
		data.set(name, more[name]);
	try {
		const res = await ask(fill.dataset.fill, { method: 'POST', body: data, keepalive: true,
			...fragment('questions,form-acts,draft') });
		const place = res.headers.get('X-Location');

		if (place && res.ok) {
			leaving = true;
			location.assign(place);
			return true;
		}
		if (!res.ok && res.status !== 409)
			throw res;
		later.clear();
		answered(await res.text(), sent);
		keptForm = res.ok ? typed : keptForm;
		return res.ok;
	} catch {
		write(byId('draft'), words.nodraft);
		keepTimer = setTimeout(keepForm, 15000);
		return false;
	}
}

/* In turn: the last typed is kept last. */
function keepForm(more) {
	const mine = (keeping || Promise.resolve()).then(() => post(more));

	clearTimeout(keepTimer);
	keeping = mine;
	mine.then(() => { keeping = keeping === mine ? null : keeping; });
	return mine;
}

async function repeated(button) {
	const repeat = button.closest('.repeat');

	button.blur();
	if (await keepForm({ [button.name]: button.value }))
		settle(/^[fc]/.test(button.name) && byId(button.value) || (button.name === 'add' && $('.instance:nth-last-of-type(1) input:not([type=hidden]), .instance:nth-last-of-type(1) select', repeat)) ||
			repeat && $('[name=add]', repeat) || $('h1'));
}

function clearAnswer(button) {
	const field = button.closest('.field');
	const radios = $$('[type=radio]', field);

	radios.forEach((box) => { box.checked = false; });
	radios[0].focus();
	button.hidden = true;
	keepForm();
}

async function leave(link) {
	if (await keepForm()) {
		leaving = true;
		location.assign(link.href);
		return;
	}
	const box = byId('leave');
	box.showModal();
	box.onclick = async (e) => {
		if (e.target.value === 'keep' && !await keepForm()) {
			box.close();
			say(words.nodraft);
		} else if (e.target.value) {
			leaving = true;
			location.assign(link.href);
		}
	};
}

if (fill) {
	keptForm = answers();
	fill.addEventListener('input', () => {
		clearTimeout(keepTimer);
		keepTimer = setTimeout(keepForm, 700);
	});
	fill.addEventListener('change', (e) => {
		clearTimeout(keepTimer);
		keepTimer = setTimeout(keepForm, isField(e.target) ? 50 : 0);
	});
	fill.addEventListener('focusout', () => setTimeout(() => {
		for (const [id, { next, sent }] of [...later])
			if (byId(id) && !byId(id).contains(document.activeElement)) {
				later.delete(id);
				renew(byId(id), next, sent);
			}
	}));
	document.addEventListener('click', (e) => {
		const button = e.target.closest('#fill button');
		const link = e.target.closest('a[href]');

		if (button && /^(add|remove|clear|find)$/.test(button.name)) {
			e.preventDefault();
			button.name === 'clear' && $('[type=radio]', button.closest('.field')) ? clearAnswer(button) : repeated(button);
		} else if (link && !link.target && /^http/.test(link.href) && !e.defaultPrevented &&
			!(e.ctrlKey || e.metaKey || e.shiftKey) && !link.getAttribute('href').startsWith('#') &&
			answers() !== keptForm) {
			e.preventDefault();
			leave(link);
		}
	});
	/* After what is on the way. */
	addEventListener('submit', (e) => {
		if (e.target !== fill)
			return;
		const button = e.submitter;

		clearTimeout(keepTimer);
		if (keeping) {
			e.preventDefault();
			e.stopPropagation();
			const shown = asked().map((box) => box.value);
			keeping.then(() => {
				const came = asked().find((box) => !shown.includes(box.value));

				/* What came in is seen first. */
				if (came && button && /^(on|next|save)$/.test(button.value)) {
					say(fill.dataset.more);
					settle($('input:not([type=hidden]), select, textarea', came.closest('.field, fieldset')) || came.parentNode);
					return;
				}
				fill.requestSubmit(button && !button.isConnected ?
					$(`#form-acts [value=${button.value}]`) : button);
			});
		} else {
			leaving = true;
		}
	}, true);
	addEventListener('beforeunload', (e) => {
		if (leaving || answers() === keptForm)
			return;
		keepForm();
		e.preventDefault();
		e.returnValue = '';
	});
	addEventListener('pageshow', () => { leaving = false; });
	document.addEventListener('visibilitychange', () => document.hidden && keepForm());
}

/* Polling */

let lastGood = Date.now(), failures = 0;
const polls = new Map();

function pause(every) {
	let wait = document.hidden ? every * 6 : every;

	wait = Math.min(Math.max(wait, every * 2 ** failures), Math.max(every, 120000));
	return wait * (.9 + Math.random() / 10);
}

function poll(el) {
	if (!polls.has(el))
		polls.set(el, { tag: '', timer: 0 });
	clearTimeout(polls.get(el).timer);
	polls.get(el).timer = setTimeout(look, pause(1000 * (Number(el.dataset.every) || 16)), el);
}

async function look(el) {
	const p = polls.get(el);

	if (p.asking)
		return;
	if (!el.isConnected || now() > (el.dataset.until || Infinity) * 1000) {
		polls.delete(el);
		return;
	}
	p.asking = true;
	try {
		const res = await ask(el.dataset.poll, fragment(el.dataset.parts,
			{ 'X-Poll': '1', ...(p.tag && { 'If-None-Match': p.tag }) }));
		if (res.status >= 500)
			throw res;
		if (res.status === 200 && !res.redirected) {
			p.tag = res.headers.get('ETag') || '';
			swap(await res.text());
		}
		failures = 0;
		lastGood = Date.now();
	} catch {
		failures = Math.min(failures + 1, 3);
	}
	p.asking = false;
	stale();
	poll(el);
}

function pollNow() {
	for (const el of polls.keys()) {
		clearTimeout(polls.get(el).timer);
		look(el);
	}
}

function stale() {
	const bar = byId('stale');
	const lost = !navigator.onLine || failures > 1;

	if (!bar)
		return;
	if (lost)
		write($('p', bar), put(words.stale,
			{ time: clockTime(lastGood + skew), ago: span(Date.now() - lastGood) }));
	if (lost && bar.hidden)
		say(words.offline);
	bar.hidden = !lost;
}

addEventListener('focus', pollNow);
addEventListener('online', () => { pollNow(); drafts.forEach((d, box) => saveDraft(box)); });
addEventListener('offline', stale);
document.addEventListener('visibilitychange', () => {
	if (document.hidden)
		drafts.forEach((d, box) => saveDraft(box));
	else
		pollNow();
});

/* Clocks */

function span(ms) {
	const minutes = Math.max(0, Math.floor(ms / 60000)), hours = Math.floor(minutes / 60);

	if (minutes < 60)
		return put(words.minutes, { n: minutes });
	if (hours < 24)
		return put(words.hours, { h: hours, m: String(minutes % 60).padStart(2, '0') });
	return put(hours < 48 ? words.day : words.days, { n: Math.floor(hours / 24) });
}

function clockTime(ms) {
	return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit',
		timeZone: body.dataset.zone || undefined });
}

function write(el, text) {
	if (el.textContent !== text)
		el.textContent = text;
}

function tick() {
	let passed = false;

	for (const t of $$('time[data-since]'))
		write(t, span(now() - t.dataset.since * 1000));
	for (const t of $$('time[data-due]')) {
		const left = t.dataset.due * 1000 - now();

		/* Rounded up: "0 min left" would not be true. */
		write(t, put(left > 0 ? words.left : words.late,
			{ t: span(left > 0 ? left + 59999 : -left) }));
		if (left <= 0 && !('late' in t.dataset)) {
			t.dataset.late = '';
			passed = true;
		}
	}
	for (const t of $$('time[data-clock]'))
		write(t, clockTime(now()));
	session();
	return passed;
}

setInterval(() => {
	if (tick())
		pollNow();
	stale();
}, 15000);

/* Undo */
setInterval(() => {
	for (const form of $$('[data-undo-until]')) {
		const left = Math.floor(form.dataset.undoUntil - now() / 1000);

		if (left > 0) {
			const out = $('[data-left]', form);
			out && write(out, put(words.seconds, { n: left }));
		} else if (form.getAttribute('aria-busy') !== 'true') {
			const had = form.contains(document.activeElement);
			form.removeAttribute('data-undo-until');
			form.hidden = true;
			if (had)
				($('.composer textarea') || $('main')).focus();
			setTimeout(pollNow, 1500);
		}
	}
}, 250);

/* The session */

function session() {
	const left = Number(body.dataset.expires) * 1000 - now();

	if (!byId('session') || !Number(body.dataset.expires))
		return;
	byId('session').hidden = left > 120000 || left <= 0;
	byId('ended').hidden = left > 0;
}

document.addEventListener('click', async (e) => {
	const el = e.target.closest('[data-stay], [data-again], [data-print], [data-hide], [data-show]');

	if (!el)
		return;
	if ('stay' in el.dataset) {
		try {
			await ask(el.dataset.stay, fragment());
			$('main').focus();
		} catch {
			say(words.offline);
		}
	} else if ('again' in el.dataset) {
		pollNow();
	} else if ('print' in el.dataset) {
		print();
	} else if ('hide' in el.dataset) {
		el.closest('.say').remove();
	} else {
		const box = byId(el.dataset.show);

		box.type = box.type === 'password' ? 'text' : 'password';
		el.setAttribute('aria-pressed', String(box.type === 'text'));
	}
});

/* Keys: one letter, never in a field, all on /help. */

let lead = 0;

function press(el) {
	if (isField(el)) {
		el.focus();
		if (el.type === 'search')
			el.select();
	} else {
		el.click();
		if (el.type === 'radio')
			el.focus();
	}
}

function move(step) {
	const rows = $$('[data-rows] > :not(.group)')
		.filter((row) => $('a', row) && row.offsetParent);
	const at = rows.findIndex((row) => row.classList.contains('here'));
	const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];

	if (!row)
		return;
	rows[at]?.classList.remove('here');
	row.classList.add('here');
	$('a', row).focus();
}

document.addEventListener('keydown', (e) => {
	const el = e.target, key = e.key;
	const menu = $('details.me[open]');

	if ((e.ctrlKey || e.metaKey) && key === 'Enter' && el.form && el.matches('textarea') &&
		body.dataset.keys !== 'off') {
		e.preventDefault();
		el.form.requestSubmit(el.form.querySelector('#send') || null);
		return;
	}
	if (key === 'Escape') {
		if (menu) {
			menu.open = false;
			$('summary', menu).focus();
		} else if (isField(el)) {
			el.blur();
		}
		return;
	}
	if (isField(el) || e.ctrlKey || e.metaKey || e.altKey || body.dataset.keys === 'off')
		return;
	const wanted = CSS.escape(key);
	const go = Date.now() - lead < 1500 && $('[data-go="' + wanted + '"]');
	lead = key === 'g' && !go ? Date.now() : 0;
	const hit = go || (key === 'j' ? move(1) : key === 'k' ? move(-1) :
		key === 'x' ? $('.here input[type=checkbox]') :
		$('.here [data-key="' + wanted + '"]') ||
		$$('[data-key="' + wanted + '"]')
			.find((b) => !b.closest('[data-rows] > *') && b.getClientRects().length));
	if (hit) {
		e.preventDefault();
		press(hit);
	}
});

document.addEventListener('click', (e) => {
	const menu = $('details.me[open]');

	if (menu && !menu.contains(e.target))
		menu.open = false;
});

arrive(body);
tick();
if ($('.problems'))
	settle($('.problems'));
})();
