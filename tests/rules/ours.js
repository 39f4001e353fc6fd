'use strict';
// What aftercarectl rules eval says of a case.

const path = require('node:path');
const { execFile } = require('node:child_process');

const programs = process.env.PROGRAMS ?? path.resolve(__dirname, '../../build/gcc');

function command(tasks, file, one, like) {
	return [
		path.join(programs, 'aftercarectl'),
		'rules',
		'eval',
		'--tasks',
		tasks,
		'--docs',
		file,
		'--tz',
		one.zone,
		...one.times.flatMap((time, i) => [i ? '--then' : '--now', time]),
		...(like ? ['--like-cht'] : []),
		...(one.seed % 2 ? ['--evaluators', '2'] : []),
	];
}

const settings = { maxBuffer: 1 << 30, timeout: 60000, env: { PATH: process.env.PATH, TZ: 'Pacific/Apia' } };

// What the program prints, read; it may say on the other side that rules threw.
function listen(one, [program, ...args], read) {
	return new Promise((resolve, reject) =>
		execFile(program, args, settings, (error, stdout, stderr) => {
			try {
				resolve(read(stdout));
			} catch {
				reject(
					new Error(`case ${one.seed}: aftercarectl says nothing that can be read: ${error?.message ?? ''} ${stderr}`),
				);
			}
		}),
	);
}

// tasks is a tasks.js, or an app_settings.json with what it was compiled to.
const ask = (tasks, file, one, like) => listen(one, command(tasks, file, one, like), JSON.parse);

// Why, for each patient, at the first time only.
function why(tasks, file, one) {
	const args = command(tasks, file, { ...one, times: one.times.slice(0, 1) }, false);
	args[args.indexOf('eval')] = 'explain';
	return listen(one, [...args, '--json'], text => text.trim().split('\n').map(line => JSON.parse(line)));
}

module.exports = { ask, command, why };
