/**
 * Install scripts: what npm runs on a developer's machine or in a pipeline when it installs a package.
 *
 * Contract: looks at every package that is not own code and not unrooted; reads only, runs nothing.
 * 1. The manifest of each location says which hooks there are (binding.gyp stands for one).
 * 2. What they run is gathered from the bundle: install-script/collect.ts.
 * 3. Signals are looked for in a normalised form of it: install-script/script, install-script/signals.
 * 4. What was seen together decides severity and confidence: install-script/rules.ts.
 * A package that a lockfile says has a script, but whose manifest is not there, is suspected without having been seen.
 */
import type { Bundle, Package } from "../../model.ts";
import { defineHeuristic } from "./define.ts";
import { collectUnits } from "./install-script/collect.ts";
import { parseHooks } from "./install-script/hooks.ts";
import { type Judgement, judge } from "./install-script/judge.ts";
import { compareJudgements } from "./install-script/order.ts";
import { type Allowance, openPackageFiles } from "./install-script/package-files.ts";

/** Script text read in one run, in bytes. The scripts of a thousand honest packages are a tenth of it. */
const RUN_BUDGET = 33_554_432;

const NOT_SEEN: Judgement = {
	severity: "low",
	confidence: "low",
	title: "Has an install script that could not be seen",
	details: ["the lockfile says that npm runs a script when it installs this package; its files are not here"],
};

export const installScript = defineHeuristic({
	name: "install-script",
	kind: "install-script",
	run: ({ graph, bundle }) => {
		const allowance = { bytes: RUN_BUDGET };
		return graph.packages.flatMap((candidate) => {
			if (candidate.unrooted || candidate.ecosystem !== "npm") return [];
			const judgement = judgePackage(candidate, bundle, allowance);
			return judgement === undefined ? [] : [{ package: candidate, ...judgement }];
		});
	},
});

/** The worst that any copy of the package does. */
function judgePackage(candidate: Package, bundle: Bundle, allowance: Allowance): Judgement | undefined {
	const copies = candidate.locations.flatMap((location) => judgeCopy(candidate, bundle, location, allowance) ?? []);
	const [worst] = copies.filter((copy) => copy !== "no-script").sort(compareJudgements);
	if (worst !== undefined) return worst;
	return candidate.hasInstallScript && copies.length === 0 ? NOT_SEEN : undefined;
}

/** `undefined` when this copy's manifest is not to be had or belongs to another version laid over it. */
function judgeCopy(
	candidate: Package,
	bundle: Bundle,
	location: string,
	allowance: Allowance,
): Judgement | "no-script" | undefined {
	const hasBindingGyp = bundle.visible.has(`${location}/binding.gyp`);
	if (isKnownQuiet(candidate) && !hasBindingGyp) return "no-script";
	const manifest = bundle.visible.get(`${location}/package.json`);
	const bytes = manifest === undefined ? undefined : bundle.read(manifest);
	if (bytes === undefined) return undefined;
	const hooks = parseHooks(new TextDecoder().decode(bytes), {
		isGit: candidate.source === "git",
		hasBindingGyp,
	});
	if (hooks === undefined || isOtherVersion(candidate.version, hooks.version)) return undefined;
	if (hooks.hooks.length === 0) return "no-script";
	return judge(hooks.hooks, collectUnits(hooks, openPackageFiles(bundle, { location, main: hooks.main, allowance })));
}

/** The manifest was read when the package was found, and had no script: most of a bundle is spared a second reading. */
function isKnownQuiet({ evidence, hasInstallScript, version, source }: Package): boolean {
	return evidence.includes("installed") && !hasInstallScript && version !== null && source !== "git";
}

/** A version that cannot be shown is `null` in the graph, and no reason to look away. */
function isOtherVersion(found: string | null, here: string | null): boolean {
	return found !== null && here !== null && found !== here;
}
