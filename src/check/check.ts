/**
 * What is new in lockfiles against a base, in two steps:
 *
 * 1. Screen: list the packages of both, compare, and look up those that were added. Most changes bring nothing, and the
 *    check ends here (`screen`).
 * 2. Otherwise the lockfile is scanned whole, as `scan` does, for paths and fixes; only what is new stays (`check`).
 */
import { ScanError } from "../errors.ts";
import { compareFindings } from "../lib/order.ts";
import type { Bundle, DependencyGraph, Finding } from "../model.ts";
import { type Listing, listLockfile } from "../resolve/listing.ts";
import type { OpenableTarget } from "../scan.ts";
import { bundleTexts } from "../unpack/texts.ts";
import { type Before, type Change, compareListings } from "./compare.ts";
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
	const base = await listBase(target);
	const { count, added, moved, changes, gaps } = await compareHead(base, bundle);
	const counts = { packages: count, added: added.length };
	if (gaps.length > 0 || changes.length > 0) return { ...counts, clear: false };
	if (added.length + moved.length === 0) return { ...counts, clear: true };
	const ports = openPorts();
	const found = await matchListed([...added, ...moved], bundle, ports);
	const news = await withoutOld(found.findings, base, bundle, ports);
	return { ...counts, clear: news.length === 0 && found.gaps.length === 0 };
}

/** The target as `scan` takes it: with its bundle, and what of its findings is news. */
export async function toScanTarget(target: CheckTarget, ports: MatchPorts): Promise<OpenableTarget> {
	const bundle = bundleTexts(target.path, target.head);
	const base = await listBase(target);
	return {
		name: target.path,
		...(base !== undefined && { against: target.against }),
		mayBeEmpty: true,
		open: async () => bundle,
		async review(findings: readonly Finding[], graph: DependencyGraph): Promise<readonly Finding[]> {
			const { changes } = await compareHead(base, bundle);
			const { toChangeFindings } = await import("./findings.ts");
			const news = withoutSaid(await withoutOld(findings, base, bundle, ports), changes);
			return [...news, ...toChangeFindings(graph, changes)].sort(compareFindings);
		},
	};
}

/** Without a base nothing has changed: of all that was added, only where it comes from is worth a word. */
async function compareHead(base: Listing | undefined, bundle: Bundle) {
	const head = await listLockfile(bundle);
	const { packages, gaps } = await head.findDiffering(base);
	const { added, moved, changes } = compareListings(base ?? NOTHING, packages);
	return {
		count: head.count,
		gaps,
		added,
		moved,
		changes: base === undefined ? changes.filter(({ rule }) => rule === "source-not-registry") : changes,
	};
}

const NOTHING: Before = { findNamed: () => [], listAddresses: () => [] };

/** That a script is there, of which nothing could be seen, is said once: by the change that brings it in. */
function withoutSaid(findings: readonly Finding[], changes: readonly Change[]): readonly Finding[] {
	const said = new Set<string>();
	for (const { rule, package: changed } of changes) {
		if (rule === "install-script-added") said.add(`${changed.name}@${changed.version}`);
	}
	return findings.filter(({ kind, name, version }) => kind !== "install-script" || !said.has(`${name}@${version}`));
}

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
