/**
 * From what a bill of materials says to an observation.
 *
 * 1. Own code and entries get their places, and the names by which the document links them.
 * 2. Each entry is a package, or counts as one that could not be read (unread.ts), or is no package.
 * 3. Links become edges; an entry inside another that nothing links to is bundled with it.
 * 4. Scopes follow from the edges where the format leaves them open: see ../rate.ts.
 */
import { toSbomLocation } from "../../lib/sbom-location.ts";
import type { Edge, Gap, Observation, ObservedPackage, OwnCode } from "../../model.ts";
import { walk } from "../rate.ts";
import { type Component, identify } from "./component.ts";
import type { SbomContent, SbomEntry } from "./define.ts";
import { toBrokenLinksGap, toUnreadGaps, type Unread } from "./unread.ts";

export interface SbomContext {
	/** bundle path of the document */
	readonly path: string;
	readonly origin: string;
	/** pointer of the object that is the document, where it is wrapped in another; else `""` */
	readonly base: string;
}

export interface SbomObservation extends Observation {
	/** entries that may be packages and could not be read */
	readonly unread: readonly Unread[];
}

type Found = Extract<Component, { is: "package" }>;

export function toSbomObservation(content: SbomContent, context: SbomContext): SbomObservation {
	const locate = ({ pointer }: Pick<SbomEntry, "pointer">) => toSbomLocation(context.path, context.base + pointer);
	const own = content.own.map((entry): OwnCode & { readonly location: string } => ({
		name: toOwnName(entry),
		version: entry.facts.version,
		location: locate(entry),
	}));
	const found = new Map<SbomEntry, Found>();
	const unread: Unread[] = [];
	for (const entry of content.entries) {
		const component = identify(entry.facts);
		if (component.is === "package") found.set(entry, component);
		else if (component.is !== "no-package") unread.push({ entry, component });
	}
	const { edges, broken } = connect(content, found, locate);
	const { scopes, direct } = walk(
		edges,
		own.map(({ location }) => location),
	);
	const isLinked = own.length > 0 && edges.some(({ from }) => own.some(({ location }) => location === from));
	const packages = [...found].map(([entry, { identity, version, source }]): ObservedPackage => {
		const location = locate(entry);
		return {
			location,
			origin: context.origin,
			...identity,
			version,
			source,
			scope: entry.scope ?? scopes.get(location) ?? "prod",
			direct: isLinked ? direct.has(location) : null,
			unrooted: false,
			integrity: identity.ecosystem === "npm" ? entry.integrity : null,
			hasInstallScript: false,
		};
	});
	const gaps: Gap[] = [
		...toUnreadGaps(unread, { path: context.path, readable: packages.length, broken: content.broken }),
		...toBrokenLinksGap(broken, context.path),
	];
	return { evidence: "sbom", witness: context.path, origin: context.origin, packages, own, edges, gaps, unread };
}

function toOwnName({ facts: { group, name } }: SbomEntry): string | null {
	return group === null || group === "" || name === null ? name : `${group}/${name}`;
}

/** Of two entries with one name the first has it. */
function connect(
	{ own, entries, links }: SbomContent,
	found: ReadonlyMap<SbomEntry, Found>,
	locate: (entry: SbomEntry) => string,
): { readonly edges: readonly Edge[]; readonly broken: number } {
	const byRef = new Map<string, SbomEntry>();
	for (const entry of [...own, ...entries])
		if (entry.ref !== null && !byRef.has(entry.ref)) byRef.set(entry.ref, entry);
	const known = new Set([...own, ...found.keys()]);
	const edges: Edge[] = [];
	const reached = new Set<SbomEntry>();
	let broken = 0;
	for (const { from, to, type } of links) {
		const [asking, asked] = [byRef.get(from), byRef.get(to)];
		if (asking === undefined || asked === undefined) broken++;
		else if (known.has(asking) && known.has(asked) && asking !== asked) {
			const name = found.get(asked)?.identity.name ?? asked.facts.name ?? "";
			edges.push({ from: locate(asking), to: locate(asked), name, spec: "", type });
			reached.add(asked);
		}
	}
	const byPointer = new Map([...found.keys()].map((entry) => [entry.pointer, entry]));
	for (const [entry, { identity }] of found) {
		const parent = entry.parent === null || reached.has(entry) ? undefined : byPointer.get(entry.parent);
		if (parent === undefined) continue;
		edges.push({ from: locate(parent), to: locate(entry), name: identity.name, spec: "", type: "bundled" });
	}
	return { edges, broken };
}
