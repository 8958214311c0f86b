/**
 * SPDX JSON, 2.2 and 2.3. Source: https://spdx.github.io/spdx-spec/v2.3/.
 *
 * The one package that the document describes is own code. Where it describes several, those with a package URL are
 * entries like the others: some makers describe every package they list.
 */
import type { EdgeType } from "../../model.ts";
import { findProperty, findText, type JsonObject, listTexts } from "../json-object.ts";
import { defineSbomFormat, listObjects, type SbomEntry, type SbomLink } from "./define.ts";
import { checkEntries } from "./document.ts";

const VERSIONS: readonly unknown[] = ["SPDX-2.2", "SPDX-2.3"];
const DOCUMENT = "SPDXRef-DOCUMENT";

export const spdx = defineSbomFormat({
	name: "spdx",
	isMeant: (document) => findProperty(document, "spdxVersion") !== undefined,
	findForeignVersion(document) {
		const version = findProperty(document, "spdxVersion");
		return VERSIONS.includes(version) ? undefined : `SPDX ${typeof version === "string" ? version : "of no version"}`;
	},
	parse(document, fileName) {
		const { objects, broken } = listObjects(findProperty(document, "packages"));
		checkEntries(objects.length, fileName);
		const all = objects.map(([index, object]) => toEntry(object, `/packages/${index}`));
		const relationships = readRelationships(document);
		const described = listDescribed(document, relationships);
		const roots = all.filter(({ ref }) => ref !== null && described.has(ref));
		const own = new Set(roots.length === 1 ? roots : roots.filter(({ facts }) => facts.purl === null));
		return {
			own: [...own],
			entries: all.filter((entry) => !own.has(entry)),
			links: relationships.flatMap(toLink),
			broken,
		};
	},
});

function toEntry(object: JsonObject, pointer: string): SbomEntry {
	const address = findText(object, "downloadLocation");
	return {
		pointer,
		ref: findText(object, "SPDXID"),
		facts: {
			kind: findText(object, "primaryPackagePurpose")?.toLowerCase() ?? null,
			purl: findPurl(object),
			group: null,
			name: findText(object, "name"),
			version: findText(object, "versionInfo"),
			address: address === "NOASSERTION" || address === "NONE" ? null : address,
			properties: NO_PROPERTIES,
		},
		scope: null,
		integrity: null,
		parent: null,
	};
}

const NO_PROPERTIES: ReadonlyMap<string, string> = new Map();

function findPurl(object: JsonObject): string | null {
	for (const [, reference] of listObjects(findProperty(object, "externalRefs")).objects) {
		if (findText(reference, "referenceType") === "purl") return findText(reference, "referenceLocator");
	}
	return null;
}

interface Relationship {
	readonly from: string;
	readonly to: string;
	readonly type: string;
}

function readRelationships(document: JsonObject): readonly Relationship[] {
	return listObjects(findProperty(document, "relationships")).objects.flatMap(([, object]) => {
		const from = findText(object, "spdxElementId");
		const to = findText(object, "relatedSpdxElement");
		const type = findText(object, "relationshipType");
		return from === null || to === null || type === null ? [] : [{ from, to, type }];
	});
}

function listDescribed(document: JsonObject, relationships: readonly Relationship[]): ReadonlySet<string> {
	const described = new Set(listTexts(document, "documentDescribes"));
	for (const { from, to, type } of relationships) {
		if (type === "DESCRIBES" && from === DOCUMENT) described.add(to);
		if (type === "DESCRIBED_BY" && to === DOCUMENT) described.add(from);
	}
	return described;
}

/** `A type B`: A depends on B. */
const FORWARD: ReadonlyMap<string, EdgeType> = new Map([
	["DEPENDS_ON", "prod"],
	["HAS_PREREQUISITE", "prod"],
	["CONTAINS", "prod"],
	["STATIC_LINK", "prod"],
	["DYNAMIC_LINK", "prod"],
]);
/** `A type B`: B depends on A. */
const BACKWARD: ReadonlyMap<string, EdgeType> = new Map([
	["DEPENDENCY_OF", "prod"],
	["RUNTIME_DEPENDENCY_OF", "prod"],
	["PREREQUISITE_FOR", "prod"],
	["CONTAINED_BY", "prod"],
	["PROVIDED_DEPENDENCY_OF", "peer"],
	["OPTIONAL_DEPENDENCY_OF", "optional"],
	["OPTIONAL_COMPONENT_OF", "optional"],
	["DEV_DEPENDENCY_OF", "dev"],
	["TEST_DEPENDENCY_OF", "dev"],
	["BUILD_DEPENDENCY_OF", "dev"],
	["DEV_TOOL_OF", "dev"],
	["TEST_TOOL_OF", "dev"],
	["BUILD_TOOL_OF", "dev"],
]);

function toLink({ from, to, type }: Relationship): readonly SbomLink[] {
	if (from === DOCUMENT || to === DOCUMENT) return [];
	const forward = FORWARD.get(type);
	if (forward !== undefined) return [{ from, to, type: forward }];
	const backward = BACKWARD.get(type);
	return backward === undefined ? [] : [{ from: to, to: from, type: backward }];
}
