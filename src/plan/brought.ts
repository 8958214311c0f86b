/**
 * What a new version brings in, one level down: dependencies that lead to affected versions where those of the present
 * version do not. Needs a registry, which is asked only about packages that have advisories.
 */
import type { RegistryVersion } from "../ports.ts";
import { findNewest } from "./lift.ts";
import { type Move, toEcosystem } from "./proposal.ts";
import type { PlanContext } from "./strategies/define.ts";

export interface Brought {
	/** `name@version` */
	readonly label: string;
	/** canonical ids of the advisories that the change brings in with it, sorted */
	readonly ids: readonly string[];
}

/** In the order in which the new version asks for them. */
export async function findBrought(move: Move, context: PlanContext): Promise<readonly Brought[]> {
	const { name, from, to } = move;
	const published = to === null || toEcosystem(move) !== "npm" ? undefined : await context.publications.versions(name);
	const after = published?.find(({ version }) => version === to);
	const before = published?.find(({ version }) => version === from);
	if (after === undefined) return [];
	const brought: Brought[] = [];
	await context.judgements.prepare("npm", [...after.dependencies.keys(), ...after.optionalDependencies.keys()]);
	for (const [asked, spec] of [...after.dependencies, ...after.optionalDependencies]) {
		if (!context.judgements.isKnown("npm", asked)) continue;
		const versions = await context.publications.versions(asked);
		const coming = findAffecting(asked, spec, versions, context);
		const present = findAffecting(asked, findPresent(before, asked), versions, context);
		const ids = coming.ids.filter((id) => !present.ids.includes(id));
		if (ids.length > 0) brought.push({ label: `${asked}@${coming.version}`, ids });
	}
	return brought;
}

function findPresent(before: RegistryVersion | undefined, name: string): string | undefined {
	return before?.dependencies.get(name) ?? before?.optionalDependencies.get(name);
}

/** The advisories of what `spec` leads to. */
function findAffecting(
	name: string,
	spec: string | undefined,
	published: readonly RegistryVersion[] | undefined,
	{ judgements }: PlanContext,
): { readonly version: string; readonly ids: readonly string[] } {
	const newest = published === undefined || spec === undefined ? undefined : findNewest(published, spec);
	if (newest === undefined) return { version: "", ids: [] };
	return { version: newest.version, ids: judgements.affecting("npm", name, newest.version) };
}
