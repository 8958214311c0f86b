/** Package URLs as fnsift writes them: no qualifiers. Source: the purl specification, types npm, pypi, maven. Read by parse-purl.ts. */
import { ECOSYSTEMS, type Ecosystem } from "../model.ts";

const TYPES: Record<Ecosystem, string> = { npm: "npm", PyPI: "pypi", Maven: "maven" };

/** `pkg:npm/%40scope/name@1.2.3`; without `@…` when the version is not known. */
export function toPurl(ecosystem: Ecosystem, name: string, version: string | null): string {
	if (UNRESERVED.test(name) && (version === null || UNRESERVED.test(version))) {
		return version === null ? `pkg:${TYPES[ecosystem]}/${name}` : `pkg:${TYPES[ecosystem]}/${name}@${version}`;
	}
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

/** The types of purl that name packages of an ecosystem fnsift reads. */
export const PURL_TYPES: readonly string[] = Object.values(TYPES);

/** The ecosystem of a type, in small letters; `undefined` for one that fnsift does not read. */
export function findEcosystem(type: string): Ecosystem | undefined {
	return ECOSYSTEMS.find((ecosystem) => TYPES[ecosystem] === type);
}
