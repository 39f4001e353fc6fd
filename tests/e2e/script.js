/*
 * script.js - static/app.js in a real browser, against a small server that can
 * be told to be slow, to clash, or to be gone.  Needs no database.
 *
 *   node tests/e2e/script.js [part of a test's name]
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const http = require('http');
const path = require('path');
const { launch } = require('./browser.js');

const ROOT = path.join(__dirname, '..', '..');
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const seconds = () => Math.floor(Date.now() / 1000);

/* The pages: what the script looks for, with the sentences of the real frame. */

const frame = fs.readFileSync(path.join(ROOT, 'templates', 'frame.html'), 'utf8');
const words = frame.match(/<div id="words"[^]*?<\/div>/)[0].replace(/\{\{ _\("([^"]*)"\) \}\}/g, '$1');

const page = (content, server) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Test</title><link rel="stylesheet" href="/s/app.css"><script src="/s/app.js" defer></script>
<script src="/s/messages.js" defer></script></head>
<body data-now="${seconds() + server.skew}" data-expires="${server.pageExpires || seconds() + server.skew + 1200}"
data-zone="Africa/Harare" data-poll="/live" data-parts="rows,composer,n-messages" data-every="${server.every}">
${words}<nav><a href="/form" data-go="f">Form</a> <span id="n-messages" data-v="1" data-n="1">1</span></nav>
<input id="find" type="search" data-key="/">
<section class="notices">${server.told ? `<div id="trouble" data-v="1"><p class="say">${server.told}</p></div>` : ''}
<div class="arrivals">${server.told ? '' : '<div id="trouble" data-v="0"></div>'}</div></section>
<p id="session" hidden><button data-stay="/live">Stay</button></p><p id="ended" hidden>Ended</p>
<div id="stale" hidden><p></p><button data-again>Again</button></div>
<main tabindex="-1"><h1>Test</h1>${content}</main><p id="say" role="status"></p></body></html>`;

const composer = (text, seen, problem = '') => `<form class="composer" id="composer" method="post"
action="/reply" data-swap="thread,composer">${problem}<input type="hidden" name="_csrf" value="token">
<input type="hidden" name="once" value="key"><input type="hidden" name="last_seen" value="${seen}">
<textarea id="text" name="text" data-key="r" data-sms-count="count"
data-count-words="{units} of {room}, {parts} SMS" data-odd-words="(“{letter}” makes it cost more)" data-draft="/draft"
data-draft-state="state">${text}</textarea><span id="count"></span><span id="count-say"></span>
<button id="count-plain" type="button" data-plain hidden>Plain</button>
<button id="ready" name="answer" value="1" data-insert="Come today.">Ready</button>
<span id="state"></span><button id="send">Send</button></form>`;

const row = (id, v, text) => `<li id="${id}" data-v="${v}"><a href="/form">${text}</a>
<label><input type="checkbox">pick</label></li>`;
const list = (...rows) => `<ul id="rows" data-rows data-hold>${rows.join('')}</ul>`;
const parts = (...elements) => elements.map((e) => `<template>${e}</template>`).join('');

const THREAD = (server) => page(list(row('a', 1, 'Ann'), row('b', 1, 'Ben')) +
	`<time data-since="${seconds() + server.skew - 3000}">?</time>
	<time data-due="${seconds() + server.skew + 545}">?</time>
	<ol id="thread" data-rows></ol>` + composer('', 7), server);
const FORM = (server) => page(`<form method="post" action="/form" data-guard>
	<input id="name" name="name"><input id="phone" name="phone" data-check="/phone" data-with="name"
	data-parts="check"><div id="check"></div><button name="then" value="next">Save</button></form>`, server);

/* A programme's form: what it asks follows from what is answered. */
const asks = (v) => {
	const radio = (value, id) => `<label class="choice"><input type="radio" name="q1" value="${value}" id="${id}"
		${v.get('q1') === value ? 'checked' : ''}><span>${value}</span></label>`;
	const wrong = v.get('q3') === 'bad' ? '<span class="wrong" id="q3-error">Not so.</span>' : '';
	const kin = [...Array(Number(v.get('kin') || 1) + (v.get('add') ? 1 : 0) - (v.get('remove') ? 1 : 0)).keys()];

	return `<div id="questions" data-part="in"><fieldset id="q1-field" class="field"><legend>Seen?</legend>
<input type="hidden" name="asked" value="q1">${radio('yes', 'q1')}${radio('no', 'q1-2')}${v.get('q1') ?
		'<button name="clear" value="q1">Clear</button>' : ''}</fieldset>
${v.get('q1') === 'yes' ? `<div id="q2-field" class="field"><label for="q2">By whom?</label>
<input type="hidden" name="asked" value="q2"><input id="q2" name="q2" value="${v.get('q2') || ''}"></div>` : ''}
<div id="q3-field" class="field"><label for="q3">Note</label>${wrong}<textarea id="q3" name="q3">\n${v.get('q3') || ''}</textarea></div>
<div id="q4-field" class="field note"><p>${(v.get('q3') || '').length} letters</p></div>
<div id="r5" class="repeat" data-part="in">${kin.map((i) => `<div id="r5.${i + 1}" class="instance" data-part="in">
<div id="r5.${i + 1}-head"><button name="remove" value="r5.${i + 1}" id="less${i + 1}">Remove</button></div>
<div id="q6.${i + 1}-field"><input id="q6.${i + 1}" name="q6.${i + 1}" value="${v.get(`q6.${i + 1}`) || ''}"></div></div>`).join('')}
<p id="r5-more"><input type="hidden" name="kin" value="${kin.length}"><button name="add" value="r5" id="more">Add</button></p></div>
<div id="q7-whom" data-part="in"><div id="q7-find-field"><input type="search" id="q7-find" name="q7-find" value="${v.get('q7-find') || ''}">
<button name="find" value="q7" id="seek">Find</button></div><div id="q7-field"><select id="q7" name="q7"><option value="">choose</option>
${v.get('q7-find') === 'moyo' ? '<option value="patient-1">Moyo</option>' : ''}</select></div></div></div>`;
};
const acts = (v, n) => `<p id="form-acts" data-v="${v.get('q1') || 'none'}"><button name="go" value="save" id="save">
${v.get('q1') === 'yes' ? 'Continue' : 'Save'}</button><span id="draft" data-version="${n}">Draft kept ${n}</span></p>`;
const FILL = (server) => page(`<form id="fill" method="post" action="/fill" novalidate data-fill="/fill/draft" data-more="One more.">
<input type="hidden" name="_csrf" value="token"><input type="hidden" name="version" value="0">
<button class="unseen" name="go" value="save" tabindex="-1" aria-hidden="true">Save</button>
${asks(new Map())}${acts(new Map(), 0)}</form><dialog id="leave"><h2>Keep?</h2><button type="button" value="keep">Keep</button>
<button type="button" value="discard">Discard</button></dialog>`, server);

/* The server. */

function fresh() {
	return { skew: 0, every: 20, log: [], mode: '', answer: '', kept: 0, tag: '"1"', status: 0, expires: 0 };
}
let server = fresh();

async function reply(text) {
	await sleep(server.mode === 'slow' ? 5600 : 150);
	if (server.mode === 'clash')
		return [409, parts(composer(text, 8, '<div class="problems"><h2>Clash</h2></div>'))];
	return [200, parts(composer('', 9), `<ol id="thread" data-rows><li id="m" data-v="1">sent<form id="undo"
		method="post" action="/undo" data-undo-until="${seconds() + 3}"><span data-left>?</span>
		<button>Undo</button></form></li></ol>`)];
}

async function answer(rq, body) {
	const url = rq.url.split('?')[0];
	const more = server.expires ? { 'X-Expires': String(server.expires) } : {};

	if (url.startsWith('/s/'))
		return [200, fs.readFileSync(path.join(ROOT, 'static', path.basename(url))),
			{ 'Content-Type': url.endsWith('css') ? 'text/css' : 'text/javascript' }];
	if (server.mode === 'gone')
		return null;
	if (rq.headers['x-poll'] && server.status)
		return [server.status, '', more];
	if (url === '/live')
		return !rq.headers['x-poll'] || rq.headers['if-none-match'] === server.tag ? [304, '', more] :
			[200, server.answer, { ETag: server.tag, ...more }];
	if (url === '/reply')
		return reply(new URLSearchParams(body).get('text'));
	if (url === '/draft')
		return [204, '', more];
	if (url === '/phone')
		return [200, parts('<div id="check" data-v="1">known</div>')];
	if (url === '/fill/draft') {
		const v = new URLSearchParams(body);

		await sleep(server.mode === 'slow' ? 900 : 50);
		server.kept++;
		return [200, parts(asks(v), acts(v, server.kept),
			`<span id="draft" data-version="${server.kept}">Draft kept ${server.kept}</span>`)];
	}
	if (url === '/fill')
		return [200, FILL(server)];
	if (url === '/form' && rq.method === 'POST')
		return [204, '', { 'X-Location': '/thread' }];
	return [200, url === '/form' ? FORM(server) : THREAD(server)];
}

const listener = http.createServer(async (rq, rs) => {
	let body = '';

	for await (const piece of rq)
		body += piece;
	server.log.push({ method: rq.method, url: rq.url, body, headers: rq.headers });
	const [code, text, headers] = await answer(rq, body) || [];
	if (!code) {
		rs.destroy();
		return;
	}
	rs.writeHead(code, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store',
		'Content-Security-Policy': CSP, ...headers });
	rs.end(code === 204 || code === 304 ? undefined : text);
});

const posts = (url) => server.log.filter((rq) => rq.method === 'POST' && rq.url === url);
const shown = (p, selector) => p.isVisible(selector);

/* The tests: each gets a page of its own. */

const tests = {
	async 'the counter knows GSM-7, its extensions and UCS-2'(open) {
		const p = await open('/thread');
		const table = [
			['', 0, 160, 1],
			['a'.repeat(160), 160, 160, 1],
			['a'.repeat(161), 161, 306, 2],
			['a'.repeat(307), 307, 459, 3],
			['€'.repeat(80), 160, 160, 1],
			['a'.repeat(152) + '€' + 'b'.repeat(153), 307, 459, 3],
			['ê'.repeat(70), 70, 70, 1],
			['ê'.repeat(71), 71, 134, 2],
			['x'.repeat(66) + '😀' + 'x'.repeat(66), 134, 201, 3],
		];
		for (const [text, units, room, n] of table) {
			await p.fill('#text', text);
			const count = await p.textContent('#count');
			assert(count.startsWith(`${units} of ${room}, ${n} SMS`), `${text}: ${count}`);
		}
		await p.fill('#text', 'n’anga “ê” …');
		await p.click('#count-plain');
		assert.equal(await p.inputValue('#text'), 'n\'anga "e" ...');
		assert(!await shown(p, '#count-plain'));
	},

	async 'a draft is saved once, and again after a failure'(open) {
		const p = await open('/thread');
		await p.type('#text', 'hello', { delay: 30 });
		await sleep(1700);
		assert.equal(posts('/draft').length, 1);
		assert.match(posts('/draft')[0].body, /text=hello&_csrf=token&once=key&last_seen=7/);
		server.mode = 'gone';
		await p.type('#text', '!');
		await sleep(1700);
		assert.equal(await p.textContent('#state'), 'Draft not saved yet');
		server.mode = '';
		await p.evaluate(() => dispatchEvent(new Event('online')));
		await sleep(400);
		assert.equal(await p.textContent('#state'), 'Draft saved');
	},

	async 'two presses send once; Undo counts down and goes'(open) {
		const p = await open('/thread');
		await p.type('#text', 'z');
		await p.keyboard.press('Control+Enter');
		await p.keyboard.press('Control+Enter');
		await sleep(700);
		assert.equal(posts('/reply').length, 1);
		assert.equal(posts('/reply')[0].headers['x-fragment'], 'thread,composer');
		assert.equal(await p.inputValue('#text'), '');
		assert.equal(await p.evaluate(() => document.activeElement.id), 'text');
		assert.match(await p.textContent('#undo [data-left]'), /^[1-3] s$/);
		await sleep(3000);
		assert(!await shown(p, '#undo'));
		assert.equal(posts('/draft').length, 0);
	},

	async 'a clash keeps the text, also from the polls, and takes the focus'(open) {
		server.every = 1;
		const p = await open('/thread');
		server.mode = 'clash';
		await p.fill('#text', 'my words');
		await p.click('#send');
		await p.waitForSelector('.problems');
		assert.equal(await p.inputValue('#text'), 'my words');
		assert.equal(await p.inputValue('[name=last_seen]'), '8');
		assert.equal(await p.evaluate(() => document.activeElement.className), 'problems');
		server.answer = parts(composer('', 9));
		server.tag = '"2"';
		await sleep(2400);
		assert.equal(await p.inputValue('#text'), 'my words');
		assert.match(posts('/draft')[0].body, /text=my\+words/);
	},

	async 'slowness is told, a lost connection loses nothing'(open) {
		const p = await open('/thread');
		server.mode = 'slow';
		await p.fill('#text', 'w');
		await p.click('#send');
		await sleep(5300);
		assert.match(await p.textContent('#say'), /Still sending/);
		await sleep(700);
		assert.equal(await p.inputValue('#text'), '');
		server.mode = 'gone';
		await p.fill('#text', 'keep me');
		await p.click('#send');
		await sleep(400);
		assert.equal(await p.inputValue('#text'), 'keep me');
		assert.match(await p.textContent('#say'), /No connection/);
	},

	async 'a poll merges rows, keeps work, and says what is new'(open) {
		server.every = 1;
		server.answer = parts(list(row('c', 1, 'Cy'), row('a', 2, 'Anna'), row('b', 2, 'Benny')),
			composer('theirs', 9),
			'<span id="n-messages" data-v="3" data-n="3" data-news="{n} more.">3</span>');
		const p = await open('/thread');
		await p.check('#b input');
		await p.fill('#text', 'mine');
		await p.$eval('#text', (box) => box.blur());
		await p.mouse.move(1000, 5);
		await sleep(1600);
		assert.deepEqual(await p.$$eval('#rows > li', (all) => all.map((li) => li.id)), ['c', 'a', 'b']);
		assert.equal(await p.textContent('#a a'), 'Anna');
		assert.equal(await p.textContent('#b a'), 'Ben');
		assert.equal(await p.inputValue('#text'), 'mine');
		assert.equal(await p.textContent('#say'), '2 more.');
		await sleep(1200);
		assert(server.log.some((rq) => rq.headers['if-none-match'] === server.tag));
	},

	async 'a list does not jump under the mouse'(open) {
		server.every = 1;
		server.answer = parts(list(row('c', 1, 'Cy'), row('a', 1, 'Ann'), row('b', 1, 'Ben')));
		const p = await open('/thread');
		await p.hover('#b');
		const before = await p.$eval('#b', (row) => row.getBoundingClientRect().y);
		await sleep(1600);
		assert.equal(await p.textContent('#rows-fresh'), '1 new, show them');
		assert.equal(await p.$eval('#b', (row) => row.getBoundingClientRect().y), before, 'nor is it pushed down');
		assert.equal(await p.$('#c'), null);
		await p.click('#rows-fresh');
		assert.deepEqual(await p.$$eval('#rows > li', (all) => all.map((li) => li.id)), ['c', 'a', 'b']);
	},

	async 'what comes to an open page, or goes from it, moves nothing; and it can be hidden'(open) {
		const height = (p) => p.$eval('main', (main) => main.getBoundingClientRect().y);
		const trouble = (v, text) => `<div id="trouble" data-v="${v}">${text && `<p class="say">${text} <button data-hide>Hide</button></p>`}</div>`;

		server.every = 1;
		server.answer = parts(trouble('2', 'Slow.'));
		let p = await open('/thread');
		let before = await height(p);
		await p.waitForSelector('#trouble p');
		assert.equal(await height(p), before);
		await p.click('#trouble button');
		assert.equal(await p.$('#trouble p'), null);
		await p.close();
		server.told = 'Slow.';
		server.answer = parts(trouble('3', ''));
		p = await open('/thread');
		before = await height(p);
		await p.waitForSelector('#trouble p', { state: 'detached' });
		assert.equal(await height(p), before);
	},

	async 'who comes back to the page is told at once'(open) {
		server.answer = parts(list(row('c', 1, 'Cy'), row('a', 1, 'Ann'), row('b', 1, 'Ben')));
		const p = await open('/thread');
		for (const [event, where] of [['focus', 'window'], ['visibilitychange', 'document']]) {
			const asked = server.log.filter((rq) => rq.headers['x-poll']).length;
			await p.evaluate(([e, w]) => (w === 'window' ? window : document).dispatchEvent(new Event(e)), [event, where]);
			await sleep(500);
			assert.equal(server.log.filter((rq) => rq.headers['x-poll']).length, asked + 1, event);
		}
		assert(await p.$('#c'));
	},

	async 'a page that lost its connection says so'(open) {
		server.every = 1;
		const p = await open('/thread');
		server.mode = 'gone';
		await p.waitForSelector('#stale p:not(:empty)', { timeout: 8000 });
		assert.match(await p.textContent('#stale'), /Connection lost 0 min ago\. .* \d\d:\d\d\./);
		server.mode = '';
		await p.click('#stale button');
		await p.waitForSelector('#stale', { state: 'hidden', timeout: 2000 });
	},

	async 'the end of a session is announced'(open) {
		server.pageExpires = seconds() + 100;
		server.every = 1;
		const p = await open('/thread');
		assert(await shown(p, '#session'));
		server.expires = seconds() + 1200;
		await p.click('[data-stay]');
		await p.waitForSelector('#session', { state: 'hidden' });
		server.status = 401;
		await p.waitForSelector('#ended', { state: 'visible' });
		server.status = 0;
		await p.waitForSelector('#ended', { state: 'hidden' });
	},

	async 'a wrong clock of the PC changes nothing'(open) {
		server.skew = -3 * 86400;
		const p = await open('/thread');
		assert.equal(await p.textContent('time[data-since]'), '50 min');
		assert.equal(await p.textContent('time[data-due]'), '10 min left');
		assert(!await shown(p, '#session'));
	},

	async 'keys walk, go and stay out of fields'(open) {
		const p = await open('/thread');
		await p.keyboard.press('j');
		await p.keyboard.press('j');
		assert.equal(await p.$eval('.here', (li) => li.id), 'b');
		await p.keyboard.press('x');
		assert(await p.isChecked('#b input'));
		await p.keyboard.press('/');
		await p.keyboard.type('jgf');
		assert.equal(await p.inputValue('#find'), 'jgf');
		await p.keyboard.press('Escape');
		await p.evaluate(() => { document.body.dataset.keys = 'off'; });
		await p.keyboard.press('r');
		assert.notEqual(await p.evaluate(() => document.activeElement.id), 'text');
		await p.evaluate(() => { delete document.body.dataset.keys; });
		await p.keyboard.press('g');
		await p.keyboard.press('f');
		await p.waitForURL('**/form');
	},

	async 'a field is checked when it is left'(open) {
		const p = await open('/form');
		await p.fill('#phone', '0775 550 188');
		await p.focus('#name');
		await p.waitForFunction(() => document.getElementById('check').textContent === 'known');
		assert(server.log.some((rq) => rq.url === '/phone?phone=0775+550+188&name='));
	},

	async 'a plain form is posted once, with its button'(open) {
		const p = await open('/form');
		await p.evaluate(() => { document.forms[0].dataset.swap = ''; });
		await p.dblclick('form button');
		await p.waitForURL('**/thread');
		assert.equal(posts('/form').length, 1);
		assert.match(posts('/form')[0].body, /then=next/);
	},

	async 'typed text is not left behind without a question'(open) {
		const p = await open('/form');
		let asked = 0;
		p.on('dialog', (d) => { asked++; d.accept(); });
		await p.type('#name', 'A');
		await p.click('nav a');
		await sleep(400);
		assert.equal(asked, 1);
		await p.click('#name');
		await p.click('nav a');
		await sleep(400);
		assert.equal(asked, 1);
	},

	async 'a form follows what is answered, and is kept'(open) {
		const p = await open('/fill');
		await p.check('#q1');
		await p.waitForSelector('#q2');
		assert.match(posts('/fill/draft')[0].body, /q1=yes/);
		assert.equal(posts('/fill/draft')[0].headers['x-fragment'], 'questions,form-acts,draft');
		assert.equal(await p.evaluate(() => document.activeElement.id), 'q1');
		assert.equal((await p.textContent('#save')).trim(), 'Continue');
		assert.equal(await p.inputValue('[name=version]'), '1');
		/* "Clear" could not come while she was there: it comes when she goes on. */
		assert(!await shown(p, '[name=clear]'));
		await p.focus('#q2');
		await p.waitForSelector('[name=clear]');
		await p.type('#q2', 'Sr Rudo');
		await sleep(1000);
		assert.match(posts('/fill/draft')[1].body, /q2=Sr\+Rudo.*version=|version=1.*q2=Sr\+Rudo/);
		await p.check('#q1-2');
		await p.waitForSelector('#q2', { state: 'detached' });
		await p.click('[name=clear]');
		await sleep(400);
		assert(!await p.isChecked('#q1-2'));
		assert.doesNotMatch(posts('/fill/draft').at(-1).body, /q1=/);
	},

	async 'what somebody types in is never touched'(open) {
		const p = await open('/fill');
		server.mode = 'slow';
		await p.type('#q3', 'bad');
		await sleep(1000);
		await p.type('#q3', ' and', { delay: 20 });
		await sleep(1000);
		assert.equal(await p.inputValue('#q3'), 'bad and');
		assert.equal(await p.evaluate(() => document.activeElement.id), 'q3');
		assert(!await shown(p, '.wrong'));
		assert.equal((await p.textContent('#q4-field')).trim(), '3 letters');
		await sleep(1200);
		assert.equal((await p.textContent('#q4-field')).trim(), '7 letters');
		server.mode = '';
		await p.fill('#q3', 'bad');
		await sleep(1000);
		assert(!await shown(p, '.wrong'));
		await p.focus('#save');
		await p.waitForSelector('.wrong');
		assert.equal(await p.inputValue('#q3'), 'bad');
	},

	async 'parts of a form are added and removed in place'(open) {
		const p = await open('/fill');
		await p.type('#q6\\.1', 'Anna');
		await p.click('#more');
		await p.waitForSelector('#q6\\.2');
		assert.equal(await p.inputValue('#q6\\.1'), 'Anna');
		assert.match(posts('/fill/draft').at(-1).body, /add=r5/);
		assert.equal(await p.evaluate(() => document.activeElement.id), 'q6.2');
		await p.click('#less2');
		await p.waitForSelector('#q6\\.2', { state: 'detached' });
		assert.match(posts('/fill/draft').at(-1).body, /remove=r5\.2/);
		assert.equal(await p.evaluate(() => document.activeElement.id), 'more');
		assert.equal(posts('/fill').length, 0);
	},

	async 'leaving a form keeps it first, and asks only when that fails'(open) {
		const p = await open('/fill');
		await p.type('#q3', 'words');
		await p.click('nav a');
		await p.waitForURL('**/form');
		assert.match(posts('/fill/draft')[0].body, /q3=words/);
		await p.goBack();
		await p.fill('#q3', 'more');
		server.mode = 'gone';
		await p.click('nav a');
		await p.waitForSelector('#leave[open]');
		await p.click('#leave [value=keep]');
		await p.waitForSelector('#leave:not([open])', { state: 'attached' });
		assert.equal(await p.inputValue('#q3'), 'more');
		assert.equal(await p.textContent('#draft'), 'Draft not saved yet');
		await p.click('nav a');
		await p.waitForSelector('#leave[open]');
		server.mode = '';
		await p.click('#leave [value=keep]');
		await p.waitForURL('**/form');
		assert.match(posts('/fill/draft').at(-1).body, /q3=more/);
	},

	async 'a form is sent after what is on the way, once'(open) {
		const p = await open('/fill');
		server.mode = 'slow';
		await p.type('#q3', 'words');
		await sleep(900);
		await p.dblclick('#save');
		await sleep(1500);
		assert.equal(posts('/fill').length, 1);
		assert.match(posts('/fill')[0].body, /q3=words.*go=save/);
		assert(server.log.findIndex((rq) => rq.url === '/fill/draft') <
			server.log.findIndex((rq) => rq.url === '/fill' && rq.method === 'POST'));
	},

	async 'what came in the moment she saved she is shown first'(open) {
		const p = await open('/fill');
		server.mode = 'slow';
		await p.check('#q1');
		await sleep(300);
		await p.click('#save');
		await p.waitForFunction(() => document.activeElement.id === 'q2');
		assert.equal(await p.textContent('#say'), 'One more.');
		await sleep(1500);
		assert.equal(posts('/fill').length, 0);
		await p.click('#save');
		await sleep(500);
		assert.equal(posts('/fill').length, 1);
		assert.match(posts('/fill')[0].body, /asked=q1.*asked=q2/);
	},

	async 'somebody who is looked for comes while she types'(open) {
		const p = await open('/fill');
		await p.type('#q7-find', 'moyo');
		await p.waitForSelector('#q7 [value="patient-1"]', { state: 'attached' });
		assert.equal(await p.evaluate(() => document.activeElement.id), 'q7-find');
		await p.click('#seek');
		await p.waitForFunction(() => document.activeElement.id === 'q7');
		assert.equal(posts('/fill').length, 0);
		await p.selectOption('#q7', 'patient-1');
		await sleep(400);
		assert.match(posts('/fill/draft').at(-1).body, /q7=patient-1/);
	},

	async 'a ready answer is added, not sent'(open) {
		const p = await open('/thread');
		await p.fill('#text', 'Hello.');
		await p.click('#ready');
		assert.equal(await p.inputValue('#text'), 'Hello. Come today.');
		assert.equal(posts('/reply').length, 0);
	},
};

async function run(browser, name) {
	const faults = [];
	const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
	const address = `http://127.0.0.1:${listener.address().port}`;

	server = fresh();
	await tests[name](async (url) => {
		const p = await context.newPage();
		p.on('pageerror', (e) => faults.push(e.message));
		p.on('console', (m) => {
			if (/Content Security Policy|Trusted/.test(m.text()))
				faults.push(m.text());
		});
		await p.goto(address + url);
		return p;
	});
	await context.close();
	assert.deepEqual(faults, []);
}

async function main() {
	const browser = await launch();
	let failed = 0;

	await new Promise((ready) => listener.listen(0, '127.0.0.1', ready));
	for (const name of Object.keys(tests).filter((n) => n.includes(process.argv[2] || ''))) {
		try {
			await run(browser, name);
			console.log(`ok      ${name}`);
		} catch (e) {
			failed++;
			console.log(`FAILED  ${name}\n${e.stack}`);
		}
	}
	await browser.close();
	process.exit(failed ? 1 : 0);
}

main();
