/* Length of an SMS, plain letters, ready answers: after app.js. */

/* What a text costs: as in app/base/text.c. */
const sms = (() => {
'use strict';

/* GSM 03.38, or UCS-2 as soon as one letter needs it. */
const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789' +
	':;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const TWICE = new Set('\f^{}\\[~]|€');
const cheap = (c) => BASIC.has(c) || TWICE.has(c);

/* The letter under the accents, by character; '*' where there is none. */
const LATIN = /* U+00C0 to U+024F */
	'AAAAAA*CEEEEIIIIDNOOOOO*OUUUUY**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y' +
	'AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi**JjKkkLlLlLlL' +
	'lLlNnNnNnnNnOoOoOo**RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs' +
	'bBBb**OCcDDDd*EEEFfG***IKkl**NnOOo**Pp***S*tTtTUu*VYyZzZ********' +
	'*****D**L**N*AaIiOoUuUuUuUuUueAaAa**GgGgKkOoOo**j*D*Gg**NnAa**Oo' +
	'AaAaEeEeIiIiOoOoRrRrUuUuSsTt**HhNd**ZzAaEeOoOoOoOoYylnt***ACcLTs' +
	'z**B**EeJj*qRrYy';
const ADDITIONAL = /* U+1E00 to U+1EFF */
	'AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm' +
	'MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv' +
	'WwWwWwWwWwXxXxYyZzZzZzhtwya*****AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe' +
	'EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy****Yy';
/* What stands for which others. */
const SINGLES = new Map([
	['\'', '\u0060\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\u2035\u2039\u203a\uff40'],
	[' ', '\u00a0\u202f\u205f\u3000'],
	['(c)', '\u00a9'],
	['"', '\u00ab\u00bb\u2033\u2036'],
	['', '\u00ad\u200b\u2060\ufeff'],
	['.', '\u00b7\u2024\u2027'],
	['AE', '\u00c6'],
	['x', '\u00d7'],
	['Th', '\u00de'],
	['ss', '\u00df'],
	['ae', '\u00e6'],
	['th', '\u00fe'],
	['IJ', '\u0132'],
	['ij', '\u0133'],
	['OE', '\u0152'],
	['oe', '\u0153'],
	['b', '\u0253'],
	['o', '\u0254'],
	['d', '\u0256\u0257'],
	['e', '\u0259\u025b'],
	['g', '\u0260\u0263'],
	['i', '\u0268\u0269'],
	['n', '\u0272'],
	['s', '\u0283'],
	['u', '\u0289'],
	['v', '\u028b'],
	['z', '\u0292'],
	['SS', '\u1e9e'],
	['*', '\u2022\uff0a'],
	['..', '\u2025'],
	['...', '\u2026'],
	['/', '\u2044\u2215'],
	['ff', '\ufb00'],
	['fi', '\ufb01'],
	['fl', '\ufb02'],
	['ffi', '\ufb03'],
	['ffl', '\ufb04'],
	['-', '\u2212']
].flatMap(([plain, letters]) => [...letters].map((c) => [c, plain])));

function fromTables(c) {
	const n = c.codePointAt(0);
	const within = (first, last) => n >= first && n <= last;

	if (SINGLES.has(c))
		return SINGLES.get(c);
	if (within(0x300, 0x36f) || n === 0x200e || n === 0x200f || within(0x202a, 0x202e) ||
		within(0x2066, 0x2069))
		return '';
	return within(0x2000, 0x200a) ? ' ' : within(0x2010, 0x2015) ? '-' :
		within(0x2018, 0x201b) ? '\'' : within(0x201c, 0x201f) ? '"' : null;
}

/* The nearest plain letters, or null. */
function plainOf(c) {
	const known = fromTables(c), n = c.codePointAt(0);
	const letter = n >= 0xc0 && n <= 0x24f ? LATIN[n - 0xc0] :
		n >= 0x1e00 && n <= 0x1eff ? ADDITIONAL[n - 0x1e00] :
		n >= 0xff01 && n <= 0xff5e ? String.fromCharCode(n - 0xfee0) :
		n >= 0x660 && n <= 0x669 ? String(n - 0x660) :
		n >= 0x6f0 && n <= 0x6f9 ? String(n - 0x6f0) : '*';

	return known !== null ? known : letter === '*' ? null : letter;
}

/* What stands for a quote, a dash, dots or a space; null for letters. */
function straightOf(c) {
	const plain = /[\u0300-\u036f]/.test(c) ? null : fromTables(c);

	return plain !== null && /[a-z]/i.test(plain) ? null : plain;
}

const made = (text, of) => [...text.replace(/\r\n/g, '\n')].map((c) =>
	/[\r\u2028\u2029]/.test(c) ? '\n' : c === '\t' ? ' ' : cheap(c) ? c : of(c) ?? c).join('');

return {
	/* As the server sends it: quotes and dashes are made straight by themselves. */
	straight: (text) => made(text, straightOf),
	plain: (text) => made(text, plainOf),
	measure(text) {
		const letters = [...text];
		const odd = letters.find((c) => !cheap(c)) || '';
		const whole = odd ? 70 : 160, part = odd ? 67 : 153;
		let units = 0, parts = 1, filled = 0;

		for (const c of letters) {
			const cost = odd ? c.length : TWICE.has(c) ? 2 : 1;

			units += cost;
			if (filled + cost > part) {
				parts++;
				filled = 0;
			}
			filled += cost;
		}
		if (units <= whole)
			return { units, room: whole, parts: 1, odd };
		return { units, room: parts * part, parts, odd };
	},
};
})();

/* The page. */
(() => {
'use strict';

const $$ = (what, where = document) => [...where.querySelectorAll(what)];
const byId = (id) => document.getElementById(id);
const put = (text, values) => (text || '').replace(/\{(\w+)\}/g, (_, k) => values[k]);

function showCount(box) {
	const out = byId(box.dataset.smsCount);
	const heard = byId(box.dataset.smsCount + '-say');
	const button = byId(box.dataset.smsCount + '-plain');
	const m = sms.measure(sms.straight(box.value));

	if (!out)
		return;
	out.textContent = put(box.dataset.countWords, { units: m.units, room: m.room, parts: m.parts }) +
		(m.odd ? ' ' + put(box.dataset.oddWords, { letter: m.odd }) : '');
	out.classList.toggle('more', m.parts > 1 || m.odd !== '');
	if (button)
		button.hidden = !m.odd || sms.plain(box.value) === box.value;
	/* Heard only when it costs more or less, never at every letter. */
	if (heard && out.dataset.parts && out.dataset.parts !== m.parts + m.odd)
		heard.textContent = out.textContent;
	out.dataset.parts = m.parts + m.odd;
}

function type(box, text) {
	box.value = text;
	box.dispatchEvent(new Event('input', { bubbles: true }));
	box.focus();
}

/* In place of what is selected. */
function insert(box, text) {
	box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
	box.dispatchEvent(new Event('input', { bubbles: true }));
	box.focus();
}

/* All ready answers: words narrow them, arrows walk, Enter takes, Escape leaves. */
const policy = window.trustedTypes ?
	trustedTypes.createPolicy('aftercare-messages', { createHTML: (s) => s }) :
	{ createHTML: (s) => s };

function makeWindow(button) {
	const win = document.createElement('dialog');
	const find = document.createElement('input');
	const close = document.createElement('button');

	win.className = 'answer-window';
	win.setAttribute('aria-label', button.dataset.title);
	find.type = 'search';
	find.className = 'in';
	find.setAttribute('aria-label', button.dataset.find);
	find.placeholder = button.dataset.find;
	close.type = 'button';
	close.className = 'btn mini';
	close.textContent = button.dataset.close;
	close.onclick = () => win.close();
	win.append(find, close);
	document.body.append(win);
	return win;
}

function narrow(win) {
	const words = win.querySelector('input').value.toLowerCase().trim();

	for (const row of $$('li', win))
		row.hidden = !row.textContent.toLowerCase().includes(words);
}

function walk(e, win) {
	const rows = $$('li:not([hidden]) button', win);
	const at = rows.indexOf(document.activeElement);

	if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
		e.preventDefault();
		(rows[at + (e.key === 'ArrowDown' ? 1 : -1)] || win.querySelector('input')).focus();
	} else if (e.key === 'Enter' && at < 0) {
		e.preventDefault();
		rows[0]?.click();
	}
}

/* "/" comes back if nothing is chosen. */
async function openAnswers(button, box, typed) {
	const win = makeWindow(button);
	const from = box.selectionStart, to = box.selectionEnd;
	let chosen = null;

	win.onclose = () => {
		win.remove();
		box.setSelectionRange(from, to);
		insert(box, chosen ?? typed);
	};
	win.oninput = () => narrow(win);
	win.onkeydown = (e) => walk(e, win);
	win.onclick = (e) => {
		const pick = e.target.closest('[data-pick]');

		if (!pick)
			return;
		e.preventDefault();
		chosen = pick.dataset.pick;
		win.close();
	};
	win.showModal();
	try {
		const res = await fetch(button.dataset.answers, { headers: { 'X-Fragment': 'answers' } });
		const page = new DOMParser().parseFromString(policy.createHTML(await res.text()), 'text/html');
		const list = page.querySelector('template')?.content.firstElementChild;

		if (!res.ok || !list)
			throw res;
		win.append(document.importNode(list, true));
		narrow(win);
	} catch {
		/* The page of all answers says what is the matter. */
		location.assign(button.dataset.answers);
	}
}

document.addEventListener('keydown', (e) => {
	const box = e.target;
	const button = box.form && box.matches('textarea') && box.form.querySelector('[data-answers]');

	if (e.key !== '/' || !button || e.ctrlKey || e.metaKey || e.altKey || e.isComposing ||
		document.body.dataset.keys === 'off' ||
		!/(^|\n)$/.test(box.value.slice(0, box.selectionStart)))
		return;
	e.preventDefault();
	openAnswers(button, box, '/');
});

document.addEventListener('input', (e) => {
	if (e.target.dataset.smsCount)
		showCount(e.target);
});

document.addEventListener('click', (e) => {
	const el = e.target.closest('[data-plain], [data-insert], [data-answers]');

	if (!el)
		return;
	const box = el.form.querySelector('textarea');

	e.preventDefault();
	if ('answers' in el.dataset) {
		openAnswers(el, box, '');
		return;
	}
	type(box, 'plain' in el.dataset ? sms.plain(box.value) :
		(box.value.trim() + ' ' + el.dataset.insert).trim());
});

function arrive(el) {
	for (const box of [el, ...$$('*', el)])
		if (box.dataset.smsCount)
			showCount(box);
}

document.addEventListener('arrive', (e) => arrive(e.target));
arrive(document.body);
})();
