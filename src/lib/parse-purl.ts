/** Reads package URLs, also hostile ones. Source: the purl specification, types npm, pypi, maven. Written by purl.ts. */
import type { Ecosystem } from "../model.ts";
import { findEcosystem } from "./purl.ts";
import { toPypiName } from "./pypi-name.ts";

/** The parts of a package URL, decoded. */
export interface Purl {
	/** in small letters */
	readonly type: string;
	/** its segments with `/` between; `""` when there is none */
	readonly namespace: string;
	readonly name: string;
	readonly version: string | null;
	/** the first value of each key, keys in small letters */
	readonly qualifiers: ReadonlyMap<string, string>;
}

/** Longer texts are none that anybody meant. */
const LONGEST_PURL = 4_096;
const TYPE = /^[a-z][a-z0-9.+-]*$/;

/** `undefined` for what is no package URL. An unencoded `@` before a scope is read as it was meant. */
export function splitPurl(text: string): Purl | undefined {
	if (text.length > LONGEST_PURL || !/^pkg:/i.test(text)) return undefined;
	const [withoutSubpath = ""] = text.slice("pkg:".length).split("#", 1);
	const question = withoutSubpath.indexOf("?");
	const path = question === -1 ? withoutSubpath : withoutSubpath.slice(0, question);
	const [type = "", ...segments] = path.split("/").filter((segment) => segment !== "");
	const last = segments.pop();
	if (last === undefined || !TYPE.test(type.toLowerCase())) return undefined;
	const at = last.lastIndexOf("@");
	const name = decode(at > 0 ? last.slice(0, at) : last);
	const version = at > 0 ? decode(last.slice(at + 1)) : null;
	const namespace = segments.map(decode);
	if (name === undefined || version === undefined || !namespace.every((segment) => segment !== undefined)) {
		return undefined;
	}
	return {
		type: type.toLowerCase(),
		namespace: namespace.join("/"),
		name,
		version: version === "" ? null : version,
		qualifiers: parseQualifiers(question === -1 ? "" : withoutSubpath.slice(question + 1)),
	};
}

function parseQualifiers(text: string): ReadonlyMap<string, string> {
	const qualifiers = new Map<string, string>();
	for (const pair of text === "" ? [] : text.split("&")) {
		const equals = pair.indexOf("=");
		const key = pair.slice(0, Math.max(equals, 0)).toLowerCase();
		const value = decode(pair.slice(equals + 1));
		if (key !== "" && value !== undefined && value !== "" && !qualifiers.has(key)) qualifiers.set(key, value);
	}
	return qualifiers;
}

function decode(text: string): string | undefined {
	try {
		return text.includes("%") ? decodeURIComponent(text) : text;
	} catch {
		return undefined;
	}
}

export interface PurlParts extends PackageIdentity {
	/** `null` when the purl has none */
	readonly version: string | null;
}

/** Which package a package URL names. `undefined` for what is none, and for a package of no ecosystem that fnsift reads. */
export function parsePurl(text: string): PurlParts | undefined {
	const purl = splitPurl(text);
	const identity = purl && toIdentity(purl);
	return identity && { ...identity, version: purl.version };
}

/** What advisories and findings call a package. */
export interface PackageIdentity {
	readonly ecosystem: Ecosystem;
	/** npm: as written; PyPI: as PEP 503 has it; Maven: `group:artifact` */
	readonly name: string;
}

/** `undefined` for an ecosystem that fnsift does not know, and for a name that its ecosystem cannot have. */
export function toIdentity({
	type,
	namespace,
	name,
}: Pick<Purl, "type" | "namespace" | "name">): PackageIdentity | undefined {
	const ecosystem = findEcosystem(type);
	if (ecosystem === undefined) return undefined;
	const full = toFullName(ecosystem, namespace, name);
	return full === undefined ? undefined : { ecosystem, name: full };
}

// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name; old names have capitals.
const NPM_SCOPE = /^@[\w~.!'()*-]+$/;
const NPM_NAME = /^[\w~.!'()*-]+$/;
// https://packaging.python.org/en/latest/specifications/name-normalization/
const PYPI_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
// https://maven.apache.org/pom.html#Maven_Coordinates, as its model validator checks them
const MAVEN_ID = /^[\w.-]+$/;
const LONGEST_NAME = 214;

function toFullName(ecosystem: Ecosystem, namespace: string, name: string): string | undefined {
	if (name.length > LONGEST_NAME || namespace.length > LONGEST_NAME) return undefined;
	switch (ecosystem) {
		case "npm":
			if (!NPM_NAME.test(name) || /^\.{1,2}$/.test(name) || name === "node_modules") return undefined;
			if (namespace === "") return name;
			return NPM_SCOPE.test(namespace) ? `${namespace}/${name}` : undefined;
		case "PyPI":
			return namespace === "" && PYPI_NAME.test(toPypiName(name)) ? toPypiName(name) : undefined;
		case "Maven":
			return MAVEN_ID.test(namespace) && MAVEN_ID.test(name) ? `${namespace}:${name}` : undefined;
	}
}
