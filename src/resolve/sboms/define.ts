/** What a format of bills of materials is: a pure function from its JSON to what both formats say. */
import type { EdgeType, Scope } from "../../model.ts";
import type { JsonObject } from "../json-object.ts";
import type { ComponentFacts } from "./component.ts";

export interface SbomEntry {
	/** JSON Pointer (RFC 6901) of the entry in the document, e.g. `/components/3` */
	readonly pointer: string;
	/** what the document calls it elsewhere; `null` when it has no such name */
	readonly ref: string | null;
	readonly facts: ComponentFacts;
	/** where the format says it; `null`: it follows from the dependencies */
	readonly scope: Scope | null;
	/** Subresource Integrity */
	readonly integrity: string | null;
	/** the pointer of the entry that this one is inside of; `null` at the top */
	readonly parent: string | null;
}

/** One entry depends on another, both by their names. */
export interface SbomLink {
	readonly from: string;
	readonly to: string;
	readonly type: EdgeType;
}

export interface SbomContent {
	/** what the document is about: its root, and the members of its workspace */
	readonly own: readonly SbomEntry[];
	readonly entries: readonly SbomEntry[];
	readonly links: readonly SbomLink[];
	/** entries that are no objects */
	readonly broken: number;
}

export interface SbomFormat {
	/** kebab-case name of the format */
	readonly name: string;
	/** The document is of this format, whatever its version. */
	isMeant(document: JsonObject): boolean;
	/** The version it claims, for an error; `undefined` when it is one that is read. */
	findForeignVersion(document: JsonObject): string | undefined;
	/** Linear in the document, without recursion. @throws ScanError `sbom-too-large` */
	parse(document: JsonObject, fileName: string): SbomContent;
}

/** Declares a format; list it in this folder's index.ts. */
export function defineSbomFormat(format: SbomFormat): SbomFormat {
	return format;
}

/** The JSON objects of a list, each with its place in it; `broken` counts the others. */
export function listObjects(value: unknown): {
	readonly objects: readonly (readonly [index: number, object: JsonObject])[];
	readonly broken: number;
} {
	const list: readonly unknown[] = Array.isArray(value) ? value : [];
	const objects: (readonly [number, JsonObject])[] = [];
	for (const [index, item] of list.entries()) {
		if (typeof item === "object" && item !== null && !Array.isArray(item)) objects.push([index, item as JsonObject]);
	}
	return { objects, broken: list.length - objects.length };
}
