/**
 * Places of packages in a bill of materials: the document, `#`, then a JSON Pointer (RFC 6901) to the entry, e.g.
 * `/var/task/bom.cdx.json#/components/3`. As in a URL, the pointer is the fragment.
 */
import type { Package } from "../model.ts";

/** @param document bundle path @param pointer starts with `/` */
export function toSbomLocation(document: string, pointer: string): string {
	return `${document}#${pointer}`;
}

const POINTER = /#\/(?:sbom\/)?(?:components|packages|metadata)\/[a-z0-9/]*$/;

/** The document (a bundle path) that a place is in, for a package that a bill of materials lists; else `undefined`. */
export function findSbomOf({ evidence }: Pick<Package, "evidence">, location: string): string | undefined {
	if (!evidence.includes("sbom")) return undefined;
	const at = POINTER.exec(location)?.index;
	return at === undefined ? undefined : location.slice(0, at);
}
