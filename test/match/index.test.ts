import { expect, it } from "vitest";
import type { Suspicion } from "../../src/match/heuristics/define.ts";
import { match } from "../../src/match/index.ts";
import { toSuspicionFindings } from "../../src/match/suspicions.ts";
import type { Bundle } from "../../src/model.ts";
import { toAdvisory, toGraph, toIndex, toMalware, toPackage } from "./graphs.ts";
import { toPopularity } from "./typosquat-figures.ts";

const BUNDLE: Bundle = {
	target: "t",
	kind: "zip",
	layers: [],
	files: [],
	visible: new Map(),
	size: { compressed: 0, uncompressed: 0, files: 0 },
	codeSha256: null,
	gaps: [],
	read: () => undefined,
};
const POPULARITY = toPopularity([]);

it("puts advisories and heuristics together in the documented order, and tells how far it is", async () => {
	const graph = toGraph([
		toPackage("a", "1.0.0"),
		toPackage("b", "1.0.0", { hasInstallScript: true, evidence: ["lockfile"] }),
	]);
	const index = toIndex([
		toAdvisory({ id: "GHSA-low", severity: "low", score: 2 }),
		toMalware(),
		toAdvisory({ id: "GHSA-score", score: 8.8 }),
		toAdvisory({ id: "GHSA-b" }),
		toAdvisory({ id: "GHSA-a" }),
	]);
	const steps: unknown[] = [];
	const progress = { step: (...step: unknown[]) => steps.push(step) };
	const { findings, gaps } = await match({ graph, bundle: BUNDLE, index, popularity: POPULARITY, progress });
	expect(findings.map(({ rule, name }) => `${rule} ${name}`)).toEqual([
		"MAL-2026-1 a",
		"GHSA-score a",
		"GHSA-a a",
		"GHSA-b a",
		"GHSA-low a",
		"fnsift/install-script b",
	]);
	expect(gaps).toEqual([]);
	expect(steps).toEqual([
		["match", "advisories", 0, 3],
		["match", "typosquat", 1, 3],
		["match", "install-script", 2, 3],
	]);
});

it("does not call packages clean that the database knows nothing of", async () => {
	const index = { ...toIndex([]), covers: () => false };
	const progress = { step() {} };
	const graph = toGraph([toPackage("a", "1.0.0"), toPackage("b", "1.0.0")]);
	expect((await match({ graph, bundle: BUNDLE, index, popularity: POPULARITY, progress })).gaps).toEqual([
		{
			stage: "match",
			code: "ecosystem-not-covered",
			blocking: true,
			path: null,
			message: "the advisory database has no records of npm: no package of it was compared",
		},
	]);
});

it("makes one finding of what is suspected of one name and version", () => {
	const copy = toPackage("a", "1.0.0", { id: "copy", origin: "layer.zip", locations: ["/opt/nodejs/node_modules/a"] });
	const graph = toGraph([toPackage("a", "1.0.0"), copy, toPackage("a", "2.0.0", { shadowedBy: "a@1.0.0" })]);
	const suspicion = (at: number, fields: Partial<Suspicion>): Suspicion => ({
		package: graph.packages[at]!,
		severity: "low",
		confidence: "high",
		title: "runs a script",
		details: ["one"],
		...fields,
	});
	const heuristic = { name: "install-script", kind: "install-script", run: () => [] } as const;
	const findings = toSuspicionFindings(graph, heuristic, [
		suspicion(0, {}),
		suspicion(2, {}),
		suspicion(1, { severity: "high", confidence: "low", title: "sends\u0007 secrets", details: ["two", "one"] }),
	]);
	expect(findings).toMatchObject([
		{
			kind: "install-script",
			rule: "fnsift/install-script",
			severity: "high",
			score: null,
			confidence: "high",
			title: "sends secrets",
			version: "1.0.0",
			packageIds: ["a@1.0.0", "copy"],
			details: ["two", "one"],
			aliases: [],
			fixedIn: [],
			url: null,
			gating: true,
			waived: null,
			known: false,
		},
		{ version: "2.0.0", packageIds: ["a@2.0.0"], severity: "low", gating: false },
	]);
});
