// rule_outbound.js - what is told to other systems of a document, as the CHT's outbound
// push has it: this text stands inside rule_prelude.js, whose names it uses.
//
// relevant_to and expr see `doc` and nothing else; a report has the contact that it is
// about as doc.patient, and as doc.contact who sent it, if that is told by his number.

const RealFunction = Function;
const expressionOf = text => construct(RealFunction, ['doc', `return (${text}\n);`]);
const faultText = error => stringify(slice.call(messageOf(error), 0, 200));

function valueAt(doc, path) {
	const parts = split.call(path, '.');
	let value = doc;
	for (let i = 1; i < parts.length; i++) {
		if (typeof value !== 'object' || value === null || !own.call(value, parts[i]))
			return undefined;
		value = value[parts[i]];
	}
	return value;
}

// "a.b.0.c": a list where the next name is a number.
function putAt(target, path, value) {
	const parts = split.call(path, '.');
	let at = target;
	for (let i = 0; i + 1 < parts.length; i++) {
		if (!own.call(at, parts[i]) || typeof at[parts[i]] !== 'object' || at[parts[i]] === null)
			at[parts[i]] = exec.call(/^\d+$/, parts[i + 1]) ? [] : create(null);
		at = at[parts[i]];
	}
	at[parts[parts.length - 1]] = value;
}

// Its keys in order: two that say the same are the same text.
function orderedText(value) {
	if (typeof value !== 'object' || value === null)
		return stringify(value);
	const names = keys(value);
	let text = '';
	if (isArray(value)) {
		for (let i = 0; i < value.length; i++)
			text = listed(text, orderedText(value[i]));
		return `[${text}]`;
	}
	sort.call(names);
	for (let i = 0; i < names.length; i++)
		text = listed(text, `${stringify(names[i])}:${orderedText(value[names[i]])}`);
	return `{${text}}`;
}

function mappedValue(doc, { path, expr }) {
	if (expr === undefined)
		return valueAt(doc, path);
	return apply(expressionOf(expr), undefined, [doc]);
}

// {"settings", "doc", "contact"}: whether it is told, and what.
function outbound(text) {
	const { settings, doc, contact } = parse(text);
	let where = 'relevant_to', fields = '';
	if (doc.type === 'data_record' && doc.patient === undefined)
		doc.patient = contact;
	if (doc.type === 'data_record' && doc.contact === undefined && contact && doc.from !== undefined &&
	    (doc.from === contact.phone || doc.from === contact.alternate_phone))
		doc.contact = contact;
	try {
		if (!apply(expressionOf(settings.relevant_to), undefined, [doc]))
			return '{"relevant":false}';
		const target = create(null), dests = keys(settings.mapping);
		for (let i = 0; i < dests.length; i++) {
			const said = settings.mapping[dests[i]];
			const one = typeof said === 'string' ? { path: said } : said;
			where = `mapping ${dests[i]}`;
			const value = mappedValue(doc, one);
			if (value !== undefined) {
				putAt(target, dests[i], value);
				fields = listed(fields, stringify(dests[i]));
			} else if (!one.optional)
				return `{"error":${stringify(`${where}: ${one.path === undefined ? 'its expr' : one.path} has no value, and it is not optional`)}}`;
		}
		where = 'mapping';
		const body = native.clean(stringify(target));
		return `{"relevant":true,"body":${stringify(body)},"ordered":${stringify(native.clean(orderedText(parse(body))))},"fields":[${fields}]}`;
	} catch (error) {
		return native.clean(`{"error":${stringify(`${where}: `)},"why":${faultText(error)}}`);
	}
}

// Whether what is JavaScript in these settings can be compiled.
function outboundCheck(text) {
	const { relevant_to, mapping } = parse(text);
	const errors = [];
	const look = (where, expr) => {
		try {
			if (typeof expr === 'string')
				expressionOf(expr);
		} catch (error) {
			errors.push({ where, message: messageOf(error) });
		}
	};
	look('relevant_to', relevant_to);
	for (const dest of keys(mapping))
		look(`mapping.${dest}.expr`, mapping[dest].expr);
	return native.clean(stringify(errors));
}
