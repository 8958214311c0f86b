/** Package URLs as fnsift writes them: names exactly as written, no qualifiers. Source: the purl specification, types npm, pypi, maven. */
import type { Ecosystem } from "../model.ts";

const TYPES: Record<Ecosystem, string> = { npm: "npm", PyPI: "pypi", Maven: "maven" };

/** `pkg:npm/%40scope/name@1.2.3`; without `@…` when the version is not known. */
export function toPurl(ecosystem: Ecosystem, name: string, version: string | null): string {
	const path = (ecosystem === "Maven" ? name.replace(":", "/") : name).split("/").map(encode).join("/");
	return `pkg:${TYPES[ecosystem]}/${path}${version === null ? "" : `@${encode(version)}`}`;
}

// What every part of a purl may hold as it is: most names and versions are that and no more.
const UNRESERVED = /^[\w.~-]+$/;

// encodeURIComponent leaves !'()* and encodes ":", which the purl specification leaves as it is.
function encode(text: string): string {
	if (UNRESERVED.test(text)) return text;
	return encodeURIComponent(text.toWellFormed())
		.replaceAll("%3A", ":")
		.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
