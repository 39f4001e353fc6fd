'use strict';
// What aftercarectl rules eval says of a case.

const path = require('node:path');
const { execFile } = require('node:child_process');

const programs = process.env.PROGRAMS ?? path.resolve(__dirname, '../../build/gcc');

function command(folder, file, one, like) {
	return [path.join(programs, 'aftercarectl'), 'rules', 'eval', '--tasks', path.join(folder, 'tasks.js'), '--docs', file, '--tz', one.zone,
		...one.times.flatMap((time, i) => [i ? '--then' : '--now', time]), ...(like ? ['--like-cht'] : [])];
}

function ask(folder, file, one, like) {
	const [program, ...args] = command(folder, file, one, like);
	return new Promise((resolve, reject) =>
		execFile(program, args, { maxBuffer: 1 << 30, timeout: 60000, env: { PATH: process.env.PATH, TZ: 'Pacific/Apia' } }, (error, stdout, stderr) => {
			try {
				resolve(JSON.parse(stdout));
			} catch {
				reject(new Error(`case ${one.seed}: aftercarectl says nothing that can be read: ${error?.message ?? ''} ${stderr}`));
			}
		}));
}

module.exports = { ask, command };
