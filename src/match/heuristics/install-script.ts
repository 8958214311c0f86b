/**
 * Install scripts: what npm runs on a developer's machine or in a pipeline when it installs a package.
 *
 * Contract: looks at every package that is not own code and not unrooted; reads only, runs nothing.
 * 1. The manifest of each location says which hooks there are (binding.gyp stands for one): install-script/copy.ts.
 * 2. What they run is gathered from the bundle: install-script/collect.ts.
 * 3. Signals are looked for in a normalised form of it: install-script/script, install-script/signals.
 * 4. What was seen together decides severity and confidence: install-script/rules.ts.
 * A package that a lockfile says has a script, but whose manifest is not there, is suspected without having been seen.
 */
import type { Bundle, Package } from "../../model.ts";
import { defineHeuristic, type Suspicion } from "./define.ts";
import type { CopyToRead, ReadCopy } from "./install-script/copy.ts";
import type { Judgement } from "./install-script/judge.ts";
import { compareJudgements } from "./install-script/order.ts";

/** Script text read in one run, in bytes. The scripts of a thousand honest packages are a tenth of it. */
const RUN_BUDGET = 33_554_432;

const NOT_SEEN: Judgement = {
	severity: "low",
	confidence: "low",
	title: "Has an install script that could not be seen",
	details: ["the lockfile says that npm runs a script when it installs this package; its files are not here"],
};

interface Candidate {
	readonly package: Package;
	/** a copy is known to have no script */
	readonly isQuiet: boolean;
	readonly toRead: readonly CopyToRead[];
}

export const installScript = defineHeuristic({
	name: "install-script",
	kind: "install-script",
	run: async ({ graph, bundle }) => {
		const candidates: Candidate[] = [];
		let isAnyToRead = false;
		for (const one of graph.packages) {
			if (one.unrooted || one.ecosystem !== "npm") continue;
			const candidate = toCandidate(one, bundle);
			if (candidate.toRead.length > 0) isAnyToRead = true;
			else if (candidate.isQuiet || !one.hasInstallScript) continue;
			candidates.push(candidate);
		}
		// What reads scripts is a quarter of all code: it is loaded where there is one to read.
		const readCopy = isAnyToRead
			? (await import("./install-script/copy.ts")).createReadCopy(bundle, RUN_BUDGET)
			: undefined;
		const suspicions: Suspicion[] = [];
		for (const candidate of candidates) {
			const judgement = judgePackage(candidate, readCopy);
			if (judgement !== undefined) suspicions.push({ package: candidate.package, ...judgement });
		}
		return suspicions;
	},
});

function toCandidate(candidate: Package, bundle: Bundle): Candidate {
	let isQuiet = false;
	const toRead: CopyToRead[] = [];
	const isQuietManifest = isKnownQuiet(candidate);
	for (const location of candidate.locations) {
		const hasBindingGyp = bundle.visible.has(`${location}/binding.gyp`);
		const manifest = bundle.visible.get(`${location}/package.json`);
		if (isQuietManifest && !hasBindingGyp) isQuiet = true;
		else if (manifest !== undefined) toRead.push({ location, manifest, hasBindingGyp });
	}
	return { package: candidate, isQuiet, toRead };
}

/** The worst that any copy of the package does. */
function judgePackage(
	{ package: candidate, isQuiet, toRead }: Candidate,
	readCopy: ReadCopy | undefined,
): Judgement | undefined {
	const copies = toRead.flatMap((copy) => readCopy?.(candidate, copy) ?? []);
	const [worst] = copies.filter((copy) => copy !== "no-script").sort(compareJudgements);
	if (worst !== undefined) return worst;
	return candidate.hasInstallScript && copies.length === 0 && !isQuiet ? NOT_SEEN : undefined;
}

/** The manifest was read when the package was found, and had no script: most of a bundle is spared a second reading. */
function isKnownQuiet({ evidence, hasInstallScript, version, source }: Package): boolean {
	return evidence.includes("installed") && !hasInstallScript && version !== null && source !== "git";
}
