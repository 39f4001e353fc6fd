/*
 * letters.js - the browser and the server count and straighten alike: every character
 * by itself, and random texts of words as they are written, pasted and mixed.
 *
 *   SEED=n node tests/e2e/letters.js
 */
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { spawnSync } = require('child_process');

const ROOT = path.join(__dirname, '..', '..');
const OURS = fs.readFileSync(path.join(ROOT, 'static', 'messages.js'), 'utf8').split('/* The page. */')[0];
const sms = vm.runInNewContext(OURS + '\nsms');
const SEED = Number(process.env.SEED || Date.now() % 1000000);
const TEXTS = 20000;

let state = SEED;
function random(n) {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor(state / 4294967296 * n);
}
const one = (list) => list[random(list.length)];

const PIECES = ['Makadii', ' ', '\n', '\r\n', 'ng’ombe', 'n\'anga', 'ngiyabonga ', 'daktari', 'é', 'e\u0301', 'ê', 'ç', 'ã',
	'“', '”', '…', '–', '—', '€', '[', '}', '\\', '|', '\u00a0', '\u200b', '👍', '🙏🏾', '中', 'Ж', 'ŋ', 'ɓ', '`', '´', '\t',
	'\u2028', '\ufeff', '٣', 'ﬁ', 'Ａ', '1', '0', 'x'.repeat(66), 'y'.repeat(150), '\f'];
const texts = ['', 'x'.repeat(160), 'x'.repeat(161), 'x'.repeat(306), 'x'.repeat(307), '中'.repeat(70), '中'.repeat(71),
	'中'.repeat(134), '中'.repeat(135), '€'.repeat(80), '€'.repeat(81), 'x'.repeat(152) + '€' + 'x'.repeat(10),
	'中'.repeat(66) + '👍' + '中'.repeat(5)];

for (let c = 1; c < 0x30000; c++)
	if (c < 0xd800 || c > 0xdfff)
		texts.push(String.fromCodePoint(c));
for (let i = 0; i < TEXTS; i++)
	texts.push(Array.from({ length: 1 + random(30) }, () => one(PIECES)).join(''));

console.log(`seed ${SEED}`);
const hex = (text) => Buffer.from(text).toString('hex');
const told = spawnSync(path.join(ROOT, process.env.LETTERS || 'build/gcc/letters'),
	{ input: texts.map((t) => hex(t) + '\n').join(''), maxBuffer: 1 << 28 });
assert.strictEqual(told.status, 0, 'the server’s side ran');
const lines = told.stdout.toString().split('\n');

texts.forEach((text, i) => {
	const straight = sms.straight(text);
	const m = sms.measure(straight);

	assert.strictEqual([m.units, m.room, m.parts, hex(m.odd), hex(straight), hex(sms.plain(text))].join(' '),
		lines[i], `seed ${SEED}: ${JSON.stringify(text)}`);
});

/* What plain letters may not do: change words of the languages that we write. */
for (const [pasted, sent] of [['n’anga', 'n\'anga'], ['ng‘ombe', 'ng\'ombe'], ['ng’ombe wa mama', 'ng\'ombe wa mama'],
	['Uyaphila namuhla?', 'Uyaphila namuhla?'], ['“Ndinonzwa zvakanaka”', '"Ndinonzwa zvakanaka"'],
	['Hapana dambudziko – ndatenda…', 'Hapana dambudziko - ndatenda...']])
	assert.strictEqual(sms.plain(pasted), sent);
console.log(`${texts.length} texts are counted and straightened alike`);
