/*
 * axe.js - whether a page is accessible.  What axe judges an element by is its kind: its
 * element, classes, attributes, colours, name and place.  A page of which every kind has been
 * found good, at this width and in this order of headings and landmarks, is not judged again.
 */
'use strict';

const fs = require('fs');
const { same } = require('./desk.js');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const TALL = 6000;
const good = new Set();
let judged = 0, known = 0;

/* In the page: the kinds of its elements, its outline, and what is there twice. */
function kinds() {
	const WORDS = /^(type|role|scope|lang|dir|tabindex|autocomplete|aria-(?!label$|labelledby|describedby|controls|owns).*|hidden|disabled|checked|open)$/;
	const OUTLINE = 'h1, h2, h3, h4, h5, h6, header, nav, main, aside, footer, section, form, [role], table, iframe';
	const all = new Set(), ids = new Map(), made = new Map(), grounds = new Map();
	const named = (el) => Boolean(el.labels?.length || el.ariaLabel || el.title || el.alt || el.getAttribute('aria-labelledby') ||
		el.textContent.trim());
	/* What it lies upon. */
	const ground = (el) => {
		if (el && !grounds.has(el)) {
			const colour = getComputedStyle(el).backgroundColor;
			grounds.set(el, colour !== 'rgba(0, 0, 0, 0)' ? colour : ground(el.parentElement));
		}
		return grounds.get(el) || '';
	};
	const kind = (el) => {
		if (!made.has(el)) {
			const css = getComputedStyle(el);
			made.set(el, [el.localName, [...el.classList].sort().join('.'),
				el.getAttributeNames().sort().map((name) => WORDS.test(name) ? `${name}=${el.getAttribute(name)}` : name),
				css.display, css.visibility, css.color, css.fill, ground(el), css.fontSize, css.fontWeight, css.opacity,
				named(el)].join(' '));
		}
		return made.get(el);
	};

	for (const el of document.querySelectorAll('body, body *')) {
		if (el.id)
			ids.set(el.id, (ids.get(el.id) || 0) + 1);
		all.add(`${kind(el.parentElement)} > ${kind(el)}`);
		for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for', 'form', 'list'])
			for (const id of (el.getAttribute(name) || '').split(/\s+/).filter(Boolean))
				if (!document.getElementById(id))
					all.add(`${document.URL} ${name} ${id}`); /* axe says whether that is a fault */
	}
	all.add(`outline ${[...document.querySelectorAll(OUTLINE)].filter((el) => el.checkVisibility())
		.map((el) => el.localName).join(' ').replace(/(\b\w+\b)( \1)+/g, '$1')}`);
	all.add(`${document.documentElement.lang} ${Boolean(document.title)}`);
	return { kinds: [...all], twice: [...ids].filter(([, n]) => n > 1).map(([id]) => id) };
}

/* In a window as tall as any page: what lies beneath a bar until it is scrolled is no fault. */
async function accessible(page, name) {
	const { width, height } = page.viewportSize();
	const found = await page.evaluate(kinds);
	const mine = found.kinds.map((kind) => `${width} ${kind}`);

	same(found.twice, [], `ids that ${name} has twice`);
	if (mine.every((kind) => good.has(kind))) {
		known++;
		return;
	}
	await page.setViewportSize({ width, height: TALL });
	await page.evaluate(AXE);
	const { violations } = await page.evaluate((tags) => axe.run({ runOnly: tags, resultTypes: ['violations'] }), RULES);

	same(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`), [], `axe on ${name}`);
	await page.setViewportSize({ width, height });
	mine.forEach((kind) => good.add(kind));
	judged++;
}

module.exports = { accessible, told: () => `${judged} pages judged, ${known} of kinds known to be good` };
