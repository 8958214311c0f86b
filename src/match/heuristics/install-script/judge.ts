/** From what was gathered to one suspicion: severity, confidence, a sentence and the evidence. */
import { toSafeExcerpt } from "../../../lib/sanitise.ts";
import type { Suspicion } from "../define.ts";
import type { Collected } from "./collect.ts";
import { detectSignals, type Sighting } from "./detect.ts";
import type { Hook } from "./hooks.ts";
import { findRule, type Rule } from "./rules.ts";
import { CAPABILITIES, type Capability } from "./signals/define.ts";

export type Judgement = Omit<Suspicion, "package">;

/** Lines of evidence at most, the hooks themselves not counted. */
const EVIDENCE = 8;
const ORDER = Object.keys(CAPABILITIES) as readonly Capability[];

export function judge(hooks: readonly Hook[], collected: Collected): Judgement {
	const sightings = detectSignals(collected.units);
	const found = findRule(new Set(sightings.map(({ shows }) => shows)));
	const rule = found ?? toQuietRule(collected);
	return {
		severity: rule.severity,
		confidence: rule.confidence,
		title: rule.title,
		details: [
			...toEvidence(sightings, rule),
			...hooks.map(renderHook),
			...collected.binaries.map((path) => `starts a compiled program: ${toSafeExcerpt(path, 120)}`),
			...renderNames("not in the bundle", collected.missing),
			...renderNames("only its beginning and end were read", collected.cut),
			...renderNames("not read", collected.leftOut),
			...renderNames("not looked into", collected.unknown),
		],
	};
}

/** Nothing that counts was seen: how much of it could be seen? */
function toQuietRule({ missing, leftOut, cut, binaries, unknown }: Collected): Rule {
	const say = (severity: Rule["severity"], title: string): Rule => ({ needs: [], severity, confidence: "low", title });
	if (binaries.length > 0) return say("medium", "Install script starts a compiled program of the package");
	if (cut.length > 0) return say("medium", "Install script is too large to be read whole");
	if (missing.length > 0) return say("low", "Install script could not be seen: its file is not in the bundle");
	if (leftOut.length > 0) return say("low", "Install script does nothing suspicious in what was read of it");
	if (unknown.length > 0) return say("low", "Install script runs a program that is not known");
	return say("low", "Install script does nothing suspicious");
}

/** The most telling first, what the rule rests on before the rest, one line per kind of thing seen. */
function toEvidence(sightings: readonly Sighting[], rule: Rule): string[] {
	const needed = new Set(rule.needs.flat());
	const rank = ({ shows }: Sighting) => ORDER.indexOf(shows) + (needed.has(shows) ? 0 : ORDER.length);
	const lines = [...sightings]
		.sort((a, b) => rank(a) - rank(b))
		.map(({ words, place, excerpt }) => ({ words, line: `${place} ${words}: ${excerpt}` }));
	const seen = new Set<string>();
	return lines
		.filter(({ words }) => !seen.has(words) && seen.add(words))
		.slice(0, EVIDENCE)
		.map(({ line }) => line);
}

function renderHook({ name, command, implicit }: Hook): string {
	return implicit ? `${name}: ${command} (because of binding.gyp)` : `${name}: ${toSafeExcerpt(command, 160)}`;
}

function renderNames(what: string, names: readonly string[]): string[] {
	if (names.length === 0) return [];
	const shown = names.slice(0, 3).map((name) => toSafeExcerpt(name, 80));
	return [`${what}: ${shown.join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`];
}
