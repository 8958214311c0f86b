/** Package URLs as fnsift writes them: names exactly as written, no qualifiers. Source: the purl specification, types npm, pypi, maven. */
import type { Ecosystem } from "../model.ts";

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

const ECOSYSTEMS_BY_TYPE = new Map(Object.entries(TYPES).map(([ecosystem, type]) => [type, ecosystem as Ecosystem]));

export interface PurlParts {
	readonly ecosystem: Ecosystem;
	/** as the registry writes it: `@scope/name`, `group:artifact` */
	readonly name: string;
	/** `null` when the purl has none */
	readonly version: string | null;
}

/** Qualifiers and subpath are left out. `undefined` for what is no purl, or one of a type that fnsift does not read. */
export function parsePurl(text: string): PurlParts | undefined {
	const [, type = "", rest = ""] = /^pkg:\/{0,2}([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]*)/.exec(text) ?? [];
	const ecosystem = ECOSYSTEMS_BY_TYPE.get(type.toLowerCase());
	if (ecosystem === undefined) return undefined;
	// An `@` in front of a scope should be encoded, but often is not.
	const at = rest.indexOf("@", rest.lastIndexOf("/") + 1);
	const path = at < 0 ? rest : rest.slice(0, at);
	const name = path
		.split("/")
		.map(decode)
		.join(ecosystem === "Maven" ? ":" : "/");
	return { ecosystem, name, version: at < 0 ? null : decode(rest.slice(at + 1)) };
}

/** What is not encoded as it should be is taken for plain text. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
