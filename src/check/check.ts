/**
 * What is new in lockfiles against a base, in two steps:
 *
 * 1. Screen: list the packages of both, compare, and look up those that were added. Most changes bring nothing, and the
 *    check ends here (`screen`).
 * 2. Otherwise the lockfile is scanned whole, as `scan` does, for paths and fixes; only what is new stays (`check`).
 */
import { ScanError } from "../errors.ts";
import { compareFindings } from "../lib/order.ts";
import type { Bundle, DependencyGraph, Finding, Report } from "../model.ts";
import { type Listing, listLockfile } from "../resolve/listing.ts";
import { bundleTexts } from "../unpack/texts.ts";
import { type Before, compareListings } from "./compare.ts";
import { type MatchPorts, matchListed, withoutOld } from "./news.ts";

/** A lockfile as it is to become, and as it was. */
export interface CheckTarget {
	/** what the report calls it */
	readonly path: string;
	/** the lockfile first, then `package.json` and `.npmrc` where they are there, by name */
	readonly head: ReadonlyMap<string, Uint8Array>;
	/** the lockfile before; `null`: there was none, or all of it counts as new */
	readonly base: Uint8Array | null;
	/** the revision of `base` */
	readonly against: string;
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
	const { count, added, changes, gaps } = await compareWithBase(target, bundle);
	const counts = { packages: count, added: added.length };
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
		...(target.base !== null && { against: target.against }),
		open: async () => bundle,
		async review(findings: readonly Finding[], graph: DependencyGraph): Promise<readonly Finding[]> {
			const { base, changes } = await compareWithBase(target, bundle);
			const { toChangeFindings } = await import("./findings.ts");
			const news = [...(await withoutOld(findings, base, bundle, ports)), ...toChangeFindings(graph, changes)];
			return news.sort(compareFindings);
		},
	};
}

/** Without a base nothing has changed: of all that was added, only where it comes from is worth a word. */
async function compareWithBase(target: CheckTarget, bundle: Bundle) {
	const [base, head] = [await listBase(target), await listLockfile(bundle)];
	const { packages, gaps } = await head.findDiffering(base);
	const { added, changes } = compareListings(base ?? NOTHING, packages);
	return {
		base,
		count: head.count,
		gaps,
		added,
		changes: base === undefined ? changes.filter(({ rule }) => rule === "source-not-registry") : changes,
	};
}

const NOTHING: Before = { findNamed: () => [], listAddresses: () => [] };

/** A base that cannot be read is as good as none: everything counts as new then. */
async function listBase({ path, head, base }: CheckTarget): Promise<Listing | undefined> {
	if (base === null) return undefined;
	const [name = path] = head.keys();
	try {
		return await listLockfile(bundleTexts(path, new Map([...head, [name, base]])));
	} catch (error) {
		if (error instanceof ScanError) return undefined;
		throw error;
	}
}

/** A lockfile without entries is nothing to check, and no reason to fail. */
export function toCheckExit(report: Report): Report["verdict"]["exitCode"] {
	return report.verdict.exitCode === 4 ? 0 : report.verdict.exitCode;
}
