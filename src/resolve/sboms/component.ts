/**
 * Which package a component of a bill of materials is.
 *
 * 1. Its package URL says it: type, namespace, name and version.
 * 2. Without one, what its maker noted says the ecosystem (properties of npm, syft, trivy), or its group does: `@scope` is
 *    npm's, `org.example` Maven's. Group and name count both.
 * 3. Else it is not known. What is no package by its kind (a file, data, a device) is left alone.
 */
import { type PackageIdentity, type Purl, splitPurl, toIdentity } from "../../lib/parse-purl.ts";
import { findEcosystem } from "../../lib/purl.ts";
import type { PackageSource } from "../../model.ts";
import { toSource } from "../lockfiles/source.ts";
import { isVersionText } from "../package-name.ts";

/** What both formats say of a component. */
export interface ComponentFacts {
	/** the kind that the format gives it, e.g. `library`, in small letters; `null` when it gives none */
	readonly kind: string | null;
	readonly purl: string | null;
	readonly group: string | null;
	readonly name: string | null;
	readonly version: string | null;
	/** the address it was got from */
	readonly address: string | null;
	/** properties that tools add, the first of each name */
	readonly properties: ReadonlyMap<string, string>;
}

export type Component =
	| {
			readonly is: "package";
			readonly identity: PackageIdentity;
			readonly version: string | null;
			readonly source: PackageSource;
	  }
	/** of an ecosystem that is not read; `type` is that of its package URL or its kind */
	| { readonly is: "unread"; readonly type: string; readonly isLanguage: boolean }
	| { readonly is: "unidentified" }
	/** nothing that advisories are about */
	| { readonly is: "no-package" };

/** Package URL types that are no programming language's. Any other that is not known is taken for one. */
const SYSTEMS: ReadonlySet<string> = new Set([
	"alpine",
	"alpm",
	"apk",
	"bitbucket",
	"bitnami",
	"deb",
	"docker",
	"generic",
	"github",
	"gitlab",
	"huggingface",
	"mlflow",
	"oci",
	"qpkg",
	"rpm",
	"swid",
	"yocto",
]);

/** Kinds of CycloneDX and SPDX. */
const NO_PACKAGES: ReadonlySet<string> = new Set([
	"archive",
	"cryptographic-asset",
	"data",
	"device",
	"file",
	"machine-learning-model",
	"other",
	"source",
]);
const SYSTEM_KINDS: ReadonlySet<string> = new Set([
	"container",
	"device-driver",
	"firmware",
	"operating-system",
	"operating_system",
	"platform",
]);

/** Package URL types by what tools call the kind of a package. */
const TOOL_TYPES: ReadonlyMap<string, string> = new Map([
	["npm", "npm"],
	["node-pkg", "npm"],
	["yarn", "npm"],
	["pnpm", "npm"],
	["python", "pypi"],
	["python-pkg", "pypi"],
	["pip", "pypi"],
	["pipenv", "pypi"],
	["poetry", "pypi"],
	["java-archive", "maven"],
	["jar", "maven"],
	["pom", "maven"],
	["gradle", "maven"],
]);
const TOOL_PROPERTIES = ["syft:package:type", "aquasecurity:trivy:PkgType", "aquasecurity:trivy:Type"];
const MAVEN_GROUP = /^[a-z][\w-]*(?:\.[\w-]+)+$/i;

export function identify(facts: ComponentFacts): Component {
	const purl = facts.purl === null ? undefined : splitPurl(facts.purl);
	if (purl !== undefined) return fromPurl(purl, facts);
	if (facts.kind !== null && NO_PACKAGES.has(facts.kind)) return { is: "no-package" };
	if (facts.kind !== null && SYSTEM_KINDS.has(facts.kind)) return { is: "unread", type: facts.kind, isLanguage: false };
	const type = guessType(facts);
	const identity = type === undefined ? undefined : toIdentity(toNamed(type, facts));
	if (identity === undefined) return { is: "unidentified" };
	return { is: "package", identity, version: toVersion(facts.version), source: findSource(identity, undefined, facts) };
}

function fromPurl(purl: Purl, facts: ComponentFacts): Component {
	const identity = toIdentity(purl);
	if (identity !== undefined) {
		const version = toVersion(purl.version) ?? toVersion(facts.version);
		return { is: "package", identity, version, source: findSource(identity, purl, { ...facts, version }) };
	}
	if (findEcosystem(purl.type) !== undefined) return { is: "unidentified" };
	return { is: "unread", type: purl.type, isLanguage: !SYSTEMS.has(purl.type) };
}

function guessType({ properties, group }: ComponentFacts): string | undefined {
	for (const property of TOOL_PROPERTIES) {
		const type = TOOL_TYPES.get(properties.get(property) ?? "");
		if (type !== undefined) return type;
	}
	for (const name of properties.keys()) if (name.startsWith("cdx:npm:")) return "npm";
	if (group === null) return undefined;
	return group.startsWith("@") ? "npm" : MAVEN_GROUP.test(group) ? "maven" : undefined;
}

/** Some write the group into the name as well: `@scope/name`, `group:artifact`. */
function toNamed(type: string, { group, name }: ComponentFacts): Pick<Purl, "type" | "namespace" | "name"> {
	const full = name ?? "";
	const separator = type === "maven" ? full.indexOf(":") : type === "npm" ? full.lastIndexOf("/") : -1;
	if (separator > 0) return { type, namespace: full.slice(0, separator), name: full.slice(separator + 1) };
	return { type, namespace: group ?? "", name: full };
}

function toVersion(version: string | null): string | null {
	return version !== null && version !== "NOASSERTION" && isVersionText(version) ? version : null;
}

const GIT = /^git[+:@]/;

/** A bill of materials that does not say where a package came from leaves that open, as a deployed function does. */
function findSource(
	{ ecosystem, name }: PackageIdentity,
	purl: Purl | undefined,
	{ version, address }: Pick<ComponentFacts, "version" | "address">,
): PackageSource {
	if (purl?.qualifiers.has("vcs_url")) return "git";
	if (purl?.qualifiers.has("repository_url")) return "private";
	if (ecosystem !== "npm") return address !== null && GIT.test(address) ? "git" : "unknown";
	const resolved = purl?.qualifiers.get("download_url") ?? address;
	return resolved === null ? "unknown" : toSource({ name, version, resolved, privateScopes: NONE });
}

const NONE: ReadonlySet<string> = new Set();
