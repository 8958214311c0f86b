/**
 * Packages that do not come from the public registry. What the registry has under their names may be another package,
 * so none of its versions is offered for them.
 */
import type { PackageSource } from "../model.ts";
import type { Demand } from "./demand.ts";

type Foreign = Exclude<PackageSource, "registry" | "unknown">;

const TITLES: Readonly<Record<Foreign, string>> = {
	private: "a private registry",
	tarball: "a tarball's address",
	git: "git",
	file: "a file",
	link: "a link to a folder",
	workspace: "a workspace",
};

// Of the forms of https://docs.npmjs.com/cli/v11/configuring-npm/package-json#dependencies, in the order they are tried.
const SPECS: readonly (readonly [Foreign, RegExp])[] = [
	["workspace", /^workspace:/],
	["link", /^(?:link|portal):/],
	["git", /^(?:git[+:@]|(?:github|gitlab|bitbucket|gist):)|\.git(?:#|$)/i],
	["tarball", /^https?:/i],
	["file", /^(?:file:|\.{0,2}\/|~\/)|\.(?:tgz|tar|tar\.gz)$/i],
	["git", /^[\w.-]+\/[\w.-]+(?:#|$)/],
];

export function isForeign(source: PackageSource): source is Foreign {
	return source !== "registry" && source !== "unknown";
}

/** Where a package comes from, in words, if that is not the registry; told by what asks for it where nothing else does. */
export function findForeign(sources: Iterable<PackageSource>, demand: Pick<Demand, "own" | "dependents">) {
	const all = [...sources];
	const source = all.find(isForeign) ?? (all.includes("registry") ? undefined : findAsked(demand));
	return source && TITLES[source];
}

function findAsked({ own, dependents }: Pick<Demand, "own" | "dependents">): Foreign | undefined {
	for (const { spec, type } of [...own, ...dependents]) {
		const asked = type === "peer" ? undefined : SPECS.find(([, form]) => form.test(spec));
		if (asked !== undefined) return asked[0];
	}
	return undefined;
}
