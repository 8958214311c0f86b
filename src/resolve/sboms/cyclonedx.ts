/**
 * CycloneDX JSON, 1.2 to 1.7. Source: https://cyclonedx.org/docs/1.7/json/.
 *
 * `metadata.component` is what the document is about, and components inside it are the members of its workspace: own
 * code. All other components, at any depth, are entries. `scope: excluded` and what npm marks as a development dependency
 * are `dev`, `optional` is `optional`; `required`, which is the default, leaves it to the dependencies.
 */
import type { Scope } from "../../model.ts";
import { findProperty, findText, isObject, type JsonObject, listTexts } from "../json-object.ts";
import { defineSbomFormat, listObjects, type SbomEntry, type SbomLink } from "./define.ts";
import { checkEntries, toTooLarge } from "./document.ts";

const VERSIONS: readonly unknown[] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

export const cyclonedx = defineSbomFormat({
	name: "cyclonedx",
	isMeant: (document) => findText(document, "bomFormat") === "CycloneDX",
	findForeignVersion(document) {
		const version = findProperty(document, "specVersion");
		return VERSIONS.includes(version)
			? undefined
			: `CycloneDX ${typeof version === "string" ? version : "of no version"}`;
	},
	parse(document, fileName) {
		const metadata = toObject(findProperty(document, "metadata"));
		const root = findProperty(metadata, "component");
		const own = isObject(root) ? walkComponents([root], ROOT, fileName) : NO_ENTRIES;
		const listed = walkComponents(findProperty(document, "components"), "/components", fileName);
		return {
			own: own.entries,
			entries: listed.entries,
			links: readLinks(findProperty(document, "dependencies")),
			broken: own.broken + listed.broken,
		};
	},
});

const ROOT = "/metadata/component";
const NO_ENTRIES = { entries: [], broken: 0 };

interface Walked {
	readonly entries: readonly SbomEntry[];
	readonly broken: number;
}

interface Pending {
	readonly component: JsonObject;
	readonly pointer: string;
	readonly parent: string | null;
	readonly depth: number;
}

/** Deeper than any `node_modules`; pointers grow with the depth. */
const DEEPEST = 40;

/** All components of a list, in the order of the document, each before those inside it. A root stands alone at its pointer. */
function walkComponents(list: unknown, base: string, fileName: string): Walked {
	const entries: SbomEntry[] = [];
	let broken = 0;
	const pending: Pending[] = [];
	const push = (inner: unknown, toPointer: (index: number) => string, parent: string | null, depth: number) => {
		const found = listObjects(inner);
		broken += found.broken;
		if (depth > DEEPEST && found.objects.length > 0) {
			throw toTooLarge(fileName, `components that are nested more than ${DEEPEST} deep`);
		}
		checkEntries(entries.length + pending.length + found.objects.length, fileName);
		for (const [index, component] of [...found.objects].reverse()) {
			pending.push({ component, pointer: toPointer(index), parent, depth });
		}
	};
	push(list, (index) => (base === ROOT ? base : `${base}/${index}`), null, 0);
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const { component, pointer, parent, depth } = next;
		entries.push(toEntry(component, pointer, parent));
		push(findProperty(component, "components"), (index) => `${pointer}/components/${index}`, pointer, depth + 1);
	}
	return { entries, broken };
}

function toEntry(component: JsonObject, pointer: string, parent: string | null): SbomEntry {
	const properties = readProperties(component);
	return {
		pointer,
		ref: findText(component, "bom-ref"),
		facts: {
			kind: findText(component, "type")?.toLowerCase() ?? null,
			purl: findText(component, "purl"),
			group: findText(component, "group"),
			name: findText(component, "name"),
			version: findText(component, "version"),
			address: findAddress(component),
			properties,
		},
		scope: toScope(findText(component, "scope"), properties),
		integrity: toIntegrity(component),
		parent,
	};
}

function toScope(scope: string | null, properties: ReadonlyMap<string, string>): Scope | null {
	if (properties.get("cdx:npm:package:development") === "true" || scope === "excluded") return "dev";
	return scope === "optional" ? "optional" : null;
}

function readProperties(component: JsonObject): ReadonlyMap<string, string> {
	const properties = new Map<string, string>();
	for (const [, property] of listObjects(findProperty(component, "properties")).objects) {
		const name = findText(property, "name");
		const value = findText(property, "value");
		if (name !== null && value !== null && !properties.has(name)) properties.set(name, value);
	}
	return properties;
}

function findAddress(component: JsonObject): string | null {
	for (const [, reference] of listObjects(findProperty(component, "externalReferences")).objects) {
		if (findText(reference, "type") === "distribution") return findText(reference, "url");
	}
	return null;
}

/** The bytes that each algorithm gives, as its hex has them. Names as Subresource Integrity has them. */
const ALGORITHMS: ReadonlyMap<string | null, readonly [name: string, hex: RegExp]> = new Map([
	["SHA-512", ["sha512", /^[0-9a-f]{128}$/i]],
	["SHA-384", ["sha384", /^[0-9a-f]{96}$/i]],
	["SHA-256", ["sha256", /^[0-9a-f]{64}$/i]],
	["SHA-1", ["sha1", /^[0-9a-f]{40}$/i]],
]);

function toIntegrity(component: JsonObject): string | null {
	for (const [, hash] of listObjects(findProperty(component, "hashes")).objects) {
		const content = findText(hash, "content") ?? "";
		const [name, hex] = ALGORITHMS.get(findText(hash, "alg")) ?? [];
		if (hex?.test(content)) return `${name}-${Buffer.from(content, "hex").toString("base64")}`;
	}
	return null;
}

/** `dependsOn`; what a component only `provides` (an algorithm, a specification) is no dependency. */
function readLinks(dependencies: unknown): readonly SbomLink[] {
	const links: SbomLink[] = [];
	for (const [, dependency] of listObjects(dependencies).objects) {
		const from = findText(dependency, "ref");
		if (from === null) continue;
		for (const to of listTexts(dependency, "dependsOn")) links.push({ from, to, type: "prod" });
	}
	return links;
}

function toObject(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}
