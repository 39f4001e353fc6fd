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
	];
}

// tasks is a tasks.js, or an app_settings.json with what it was compiled to.
function ask(tasks, file, one, like) {
	const [program, ...args] = command(tasks, file, one, like);
	return new Promise((resolve, reject) =>
		execFile(
			program,
			args,
			{ maxBuffer: 1 << 30, timeout: 60000, env: { PATH: process.env.PATH, TZ: 'Pacific/Apia' } },
			(error, stdout, stderr) => {
				try {
					resolve(JSON.parse(stdout));
				} catch {
					reject(
						new Error(`case ${one.seed}: aftercarectl says nothing that can be read: ${error?.message ?? ''} ${stderr}`),
					);
				}
			},
		),
	);
}

module.exports = { ask, command };
