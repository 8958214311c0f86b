/**
 * What to write where no command of a package manager does it: overrides, whose place and form differ.
 *
 * Sources: https://pnpm.io/settings#overrides, https://bun.com/docs/pm/overrides,
 * https://yarnpkg.com/configuration/manifest#resolutions; yarn 1.22 and 4.18 were tried.
 */
import { type Edits, isSafe, type Override } from "./npm.ts";
import { type Other, type Project, renderOther } from "./other-managers.ts";

const MOST_SHOWN = 5;

const PLACES: Readonly<Partial<Record<Other, Readonly<{ place: string; run: string }>>>> = {
	pnpm: {
		place: 'under "overrides" in pnpm-workspace.yaml (before pnpm 10 under "pnpm" in package.json)',
		run: "pnpm install",
	},
	bun: { place: 'under "overrides" in package.json', run: "bun install" },
	yarn: { place: 'under "resolutions" in package.json', run: "yarn install" },
};

/** A clause that says what to write and run; `null` where it is not known. */
export function describeByHand(manager: Other, project: Project, edits: Edits): string | null {
	const { overrides = [], updates = [], installs = [], prune } = edits;
	const place = PLACES[manager];
	if (place === undefined || prune || !isSafe(project.root, edits)) return null;
	const before = renderOther(manager, project, { ...edits, overrides: [], updates: [] });
	if (before === null && installs.length > 0) return null;
	const first = before === null ? "" : `${before}, then `;
	if (overrides.length > 0) {
		const versions = new Map(installs.map(({ name, version }) => [name, version]));
		const entries = [...new Set(overrides.map((override) => toEntry(manager, override, versions)))];
		const shown = entries.slice(0, MOST_SHOWN).join(", ");
		const more = entries.length > MOST_SHOWN ? ` and ${entries.length - MOST_SHOWN} more` : "";
		const isScoped = overrides.some(({ path }) => path.length > 1);
		const older = manager === "yarn" && isScoped ? ' (for yarn 1 with "**/" in front)' : "";
		return `${first}write ${shown}${more}${older} ${place.place} and run ${place.run}`;
	}
	if (updates.length === 0) return null;
	if (manager === "yarn") {
		const run = `run yarn up --recursive ${updates.join(" ")}`;
		return `${first}${run} (yarn 1: take its entry out of yarn.lock and run yarn install)`;
	}
	if (manager !== "bun") return null;
	return `${first}run bun update ${updates.join(" ")} with bun 1.4 or later: one before it would add what package.json does not ask for`;
}

/** `"parent>name": "1.0.0"` for pnpm, with `/` for yarn, `"parent": { "name": "1.0.0" }` for bun; names and versions are safe. */
function toEntry(manager: Other, { path, version }: Override, versions: ReadonlyMap<string, string>): string {
	// npm's `$name` is what package.json asks for.
	const exact = version.startsWith("$") ? (versions.get(version.slice(1)) ?? version) : version;
	if (manager !== "bun") return `"${path.join(manager === "pnpm" ? ">" : "/")}": "${exact}"`;
	return path.reduceRight(
		(inner, name, at) => `"${name}": ${at === path.length - 1 ? inner : `{ ${inner} }`}`,
		`"${exact}"`,
	);
}
