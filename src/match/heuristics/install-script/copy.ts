/** What one copy of a package runs when it is installed: its manifest, its hooks, and what they start. */
import type { Bundle, BundleFile, Package } from "../../../model.ts";
import { collectUnits } from "./collect.ts";
import { parseHooks } from "./hooks.ts";
import { type Judgement, judge } from "./judge.ts";
import { openPackageFiles } from "./package-files.ts";

export interface CopyToRead {
	/** the package folder */
	readonly location: string;
	readonly manifest: BundleFile;
	/** npm compiles where this lies and nothing else is said */
	readonly hasBindingGyp: boolean;
}

/** `undefined` when this copy's manifest is not to be had or belongs to another version laid over it. */
export type ReadCopy = (candidate: Package, copy: CopyToRead) => Judgement | "no-script" | undefined;

/** @param budget bytes of script text that are read for all copies together */
export function createReadCopy(bundle: Bundle, budget: number): ReadCopy {
	const allowance = { bytes: budget };
	return (candidate, { location, manifest, hasBindingGyp }) => {
		const bytes = bundle.read(manifest);
		if (bytes === undefined) return undefined;
		const hooks = parseHooks(new TextDecoder().decode(bytes), { isGit: candidate.source === "git", hasBindingGyp });
		if (hooks === undefined || isOtherVersion(candidate.version, hooks.version)) return undefined;
		if (hooks.hooks.length === 0) return "no-script";
		return judge(hooks.hooks, collectUnits(hooks, openPackageFiles(bundle, { location, main: hooks.main, allowance })));
	};
}

/** A version that cannot be shown is `null` in the graph, and no reason to look away. */
function isOtherVersion(found: string | null, here: string | null): boolean {
	return found !== null && here !== null && found !== here;
}
