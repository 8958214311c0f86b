/** From the names that VEX documents give to products to packages. */
import { parsePurl } from "../../lib/parse-purl.ts";
import type { VexSubject } from "./statement.ts";

/** A product by itself. */
export function toSubject(text: string): VexSubject {
	return { text, package: findPackage(text), within: null };
}

/**
 * A part of a product. Where the product is a package as well, the statement is about that package's use of the part
 * alone; any other product is taken to be what is scanned: the user chose the document for it.
 */
export function toPart(text: string, product: string): VexSubject {
	return { text, package: findPackage(text), within: findPackage(product)?.name ?? null };
}

function findPackage(text: string): VexSubject["package"] {
	const purl = parsePurl(text);
	return purl === undefined || purl.name === "" ? null : purl;
}
