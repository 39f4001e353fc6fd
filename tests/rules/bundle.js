'use strict';
// One string out of a programme's tasks.js, as the reference runs it.
// compile() is the reference's own compile step (webpack, a second or so); pack() does
// the same in a millisecond: the same files, each in a function of its own, in the body
// of the function that is called with c, Utils and so on. A test compares the two.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const lib = require.resolve('cht-conf/src/nools/lib.js');
const emitter = require.resolve('cht-conf/src/nools/task-emitter.js');
const REQUIRED = /\brequire\s*\(\s*(['"])([^'"]+)\1\s*\)/g;

function find(from, name, dir) {
	if (from === lib && (name === 'tasks.js' || name === 'targets.js')) return path.join(dir, name);
	return createRequire(from).resolve(name);
}

const written = (body, known) => `[${JSON.stringify(known)}, function (module, exports, require) {\n${body}\n}]`;

function take(file, dir, modules) {
	if (modules.has(file)) return;
	const text = fs.readFileSync(file, 'utf8');
	const known = {};
	modules.set(file, null);
	if (!file.endsWith('.json'))
		for (const [, , name] of text.matchAll(REQUIRED))
			try {
				known[name] = find(file, name, dir);
			} catch {
				continue; // what nobody asks for when it runs need not be there
			}
	const body = file.endsWith('.json') ? `module.exports = ${text};` : text;
	modules.set(file, written(body, known));
	for (const other of Object.values(known)) take(other, dir, modules);
}

// Where one definition's exception stops one definition for one patient: the reference's
// emitter for each by itself.
const APART = `try {
	var all = require('tasks.js'), emitter = require('emitter');
	(all || []).forEach(function (one) {
		try { emitter([one], c, Utils, Task, emit); } catch (error) { }
	});
} catch (error) { }`;

function pack(folder, apart) {
	const dir = path.resolve(folder);
	const modules = new Map();
	if (apart) {
		const tasks = path.join(dir, 'tasks.js');
		take(tasks, dir, modules);
		take(emitter, dir, modules);
		modules.set(lib, written(APART, { 'tasks.js': tasks, emitter }));
	} else {
		take(lib, dir, modules);
	}
	const table = [...modules].map(([file, text]) => `${JSON.stringify(file)}: ${text}`).join(',\n');
	return `var __modules = {${table}}, __loaded = {};
function __load(file) {
	if (__loaded[file]) return __loaded[file].exports;
	var known = __modules[file][0], module = __loaded[file] = { exports: {} };
	__modules[file][1].call(module.exports, module, module.exports, function (name) {
		if (!known[name]) throw new Error("Cannot find module '" + name + "'");
		return __load(known[name]);
	});
	return module.exports;
}
__load(${JSON.stringify(lib)});`;
}

// It talks a lot, and takes warnings of the programme's style for news.
async function quietly(what) {
	const kept = {};
	for (const name of ['log', 'info', 'warn', 'error', 'debug']) [kept[name], console[name]] = [console[name], () => {}];
	try {
		return await what();
	} finally {
		Object.assign(console, kept);
	}
}

function compile(dir) {
	const step = require('cht-conf/src/lib/compilation/compile-tasks-and-targets');
	return quietly(async () => (await step(dir, { haltOnSchemaError: false })).rules);
}

module.exports = { pack, compile };
