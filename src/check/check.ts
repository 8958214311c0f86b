/**
 * What is new in lockfiles against a base, in two steps:
 *
 * 1. Screen: list the packages of both, compare, and look up those that were added. Most changes bring nothing, and the
 *    check ends here (`screen`).
 * 2. Otherwise the lockfile is scanned whole, as `scan` does, for paths and fixes; only what is new stays (`check`).
 */
import { ScanError } from "../errors.ts";
import { compareFindings } from "../lib/order.ts";
import type { DependencyGraph, Finding, Report } from "../model.ts";
import { listLockfile } from "../resolve/listing.ts";
import { bundleTexts } from "../unpack/texts.ts";
import { type Comparison, compareListings, type ListedPackage } from "./compare.ts";
import { type MatchPorts, matchListed, withoutOld } from "./news.ts";

/** A lockfile as it is to become, and as it was. */
export interface CheckTarget {
	/** what the report calls it */
	readonly path: string;
	/** the lockfile first, then `package.json` and `.npmrc` where they are there, by name */
	readonly head: ReadonlyMap<string, Uint8Array>;
	/** the lockfile before; `null`: there was none, or all of it counts as new */
	readonly base: Uint8Array | null;
}

export interface Screening {
	/** nothing is new but packages without findings */
	readonly clear: boolean;
	/** package versions, in all and new ones */
	readonly packages: number;
	readonly added: number;
}

/** Whether a lockfile needs a closer look. @throws ScanError when it cannot be read, DatabaseError */
export async function screen(target: CheckTarget, openPorts: () => MatchPorts): Promise<Screening> {
	const bundle = bundleTexts(target.path, target.head);
	const { packages, gaps } = await listLockfile(bundle);
	const { added, changes } = compareWithBase(await listBase(target), packages);
	const counts = { packages: packages.length, added: added.length };
	if (gaps.length > 0 || changes.length > 0) return { ...counts, clear: false };
	if (added.length === 0) return { ...counts, clear: true };
	const found = await matchListed(added, bundle, openPorts());
	return { ...counts, clear: found.findings.length === 0 && found.gaps.length === 0 };
}

/** The target as `scan` takes it: with its bundle, and what of its findings is news. */
export function toScanTarget(target: CheckTarget, ports: MatchPorts) {
	const bundle = bundleTexts(target.path, target.head);
	return {
		name: target.path,
		open: async () => bundle,
		async review(findings: readonly Finding[], graph: DependencyGraph): Promise<readonly Finding[]> {
			const base = await listBase(target);
			const { packages } = await listLockfile(bundle);
			const { changes } = compareWithBase(base, packages);
			const { toChangeFindings } = await import("./findings.ts");
			const news = [...(await withoutOld(findings, base ?? [], bundle, ports)), ...toChangeFindings(graph, changes)];
			return news.sort(compareFindings);
		},
	};
}

/** A base that cannot be read is as good as none: everything counts as new then. */
async function listBase({ path, head, base }: CheckTarget): Promise<readonly ListedPackage[] | null> {
	if (base === null) return null;
	const [name = path] = head.keys();
	try {
		const { packages } = await listLockfile(bundleTexts(path, new Map([...head, [name, base]])));
		return packages;
	} catch (error) {
		if (error instanceof ScanError) return null;
		throw error;
	}
}

/** Without a base nothing has changed: of all that was added, only where it comes from is worth a word. */
function compareWithBase(base: readonly ListedPackage[] | null, head: readonly ListedPackage[]): Comparison {
	const { added, changes } = compareListings(base ?? [], head);
	return base === null
		? { added, changes: changes.filter(({ rule }) => rule === "source-not-registry") }
		: { added, changes };
}

/** A lockfile without entries is nothing to check, and no reason to fail. */
export function toCheckExit(report: Report): Report["verdict"]["exitCode"] {
	return report.verdict.exitCode === 4 ? 0 : report.verdict.exitCode;
}
