/* browser.js - the browser that the tests have. */
'use strict';

const { chromium } = require('playwright-core');

const PROGRAM = process.env.CHROMIUM || '/usr/bin/chromium-headless-shell';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync'];

module.exports = { launch: () => chromium.launch({ executablePath: PROGRAM, args: FLAGS }) };
