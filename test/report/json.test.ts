import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { toReportWire } from "../../src/report/json/wire.ts";
import { json } from "../../src/report/json.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { HOSTILE_TEXTS, makeHostileReport, SAMPLES } from "./samples.ts";

async function render(report: Report): Promise<string> {
	return json.render(report, { columns: 80, color: true });
}

describe("json", () => {
	test("writes every field of a report, by name and in order", async () => {
		const item = makePackage("minimist", "1.2.0", {
			relation: "direct",
			locations: ["/opt/nodejs/node_modules/minimist"],
			origin: "base.zip",
		});
		const finding = makeFinding(item, "CVE-2021-44906", {
			severity: "critical",
			score: 9.799999,
			exploitation: {
				kev: { ransomware: false, dueDate: null, added: "2021-12-10" },
				epss: { percentile: 0.5721, score: 0.00912 },
			},
			aliases: ["GHSA-xvch-5gv4-984h"],
			title: "Prototype Pollution in minimist",
			fixedIn: ["1.2.6"],
		});
		const target = makeTarget("checkout.zip", {
			function: {
				arn: null,
				runtime: "nodejs22.x",
				handler: "index.handler",
				codeSha256: "aGk=",
				layers: ["base.zip"],
			},
			packages: [item],
			own: [
				{ name: "worker", version: null, location: "/var/task/worker" },
				{ name: "checkout", version: "1.4.0", location: "/var/task" },
			],
			disagreements: [
				{
					package: "minimist",
					installed: "1.2.0",
					lockfile: "1.2.6",
					path: "/var/task/package-lock.json",
					location: "/opt/nodejs/node_modules/minimist",
				},
			],
			findings: [finding],
			fixes: [makeFix("minimist", { from: "1.2.0", to: "1.2.6", closes: [finding.id] })],
			gaps: [makeGap("manifest-unreadable", { path: "a/package.json" })],
		});
		const text = await render(makeReport([target], 1, [{ kind: "findings", message: "1 finding at or above high" }]));
		const expected = {
			schemaVersion: "1.0",
			tool: { name: "fnsift", version: "0.1.0" },
			startedAt: "2026-11-22T07:00:00.000Z",
			database: {
				source: "snapshot",
				updated: "2026-11-20T18:15:02Z",
				advisories: 3908,
				sha256: "9f2c4d1be07a55f1c7d1f3ad0a8e5b1b1c7f0e3f7d2b6f2f8d3f4a5b6c7d8e9f",
				exploits: null,
			},
			targets: [
				{
					target: "checkout.zip",
					kind: "zip",
					function: {
						arn: null,
						runtime: "nodejs22.x",
						handler: "index.handler",
						codeSha256: "aGk=",
						layers: ["base.zip"],
					},
					size: { compressed: 1_234_567, uncompressed: 4_567_890, files: 321 },
					complete: false,
					empty: false,
					against: null,
					gaps: [
						{
							stage: "resolve",
							code: "manifest-unreadable",
							blocking: false,
							path: "a/package.json",
							message: "what manifest-unreadable means",
						},
					],
					packages: [
						{
							id: "minimist@1.2.0 in base.zip",
							purl: "pkg:npm/minimist@1.2.0",
							ecosystem: "npm",
							name: "minimist",
							version: "1.2.0",
							versionRange: null,
							candidates: null,
							source: "registry",
							evidence: ["installed"],
							confidence: "high",
							origin: "base.zip",
							locations: ["nodejs/node_modules/minimist"],
							relation: "direct",
							scope: "prod",
							shadowedBy: null,
							unrooted: false,
							hasInstallScript: false,
							integrity: null,
							size: { compressed: 4_000, uncompressed: 12_000, files: 9 },
							reachable: null,
						},
					],
					own: [
						{ name: "checkout", version: "1.4.0", location: "" },
						{ name: "worker", version: null, location: "worker" },
					],
					disagreements: [
						{
							package: "minimist",
							installed: "1.2.0",
							lockfile: "1.2.6",
							path: "package-lock.json",
							location: "nodejs/node_modules/minimist",
						},
					],
					findings: [
						{
							id: finding.id,
							kind: "vulnerability",
							key: finding.key,
							rule: "CVE-2021-44906",
							aliases: ["GHSA-xvch-5gv4-984h"],
							severity: "critical",
							score: 9.8,
							cwes: [],
							exploitation: {
								epss: { score: 0.00912, percentile: 0.5721 },
								kev: { added: "2021-12-10", dueDate: null, ransomware: false },
							},
							confidence: "high",
							title: "Prototype Pollution in minimist",
							package: "pkg:npm/minimist@1.2.0",
							ecosystem: "npm",
							name: "minimist",
							version: "1.2.0",
							packageIds: ["minimist@1.2.0 in base.zip"],
							paths: [["checkout", "minimist@1.2.0"]],
							pathCount: 1,
							fixedIn: ["1.2.6"],
							details: [],
							gating: true,
							reachable: null,
							waived: null,
							baseline: false,
							url: "https://osv.dev/vulnerability/CVE-2021-44906",
						},
					],
					fixes: [
						{
							rank: 1,
							action: "upgrade",
							package: "minimist",
							from: "1.2.0",
							to: "1.2.6",
							origin: "function",
							breaking: "patch",
							closes: [finding.id],
							introduces: [],
							verified: "ranges-only",
							impact: { uncompressed: null, compressed: null, files: null, basis: "unknown" },
							command: "npm install minimist@1.2.6",
							reason: "the smallest version that no known advisory affects",
						},
					],
				},
			],
			policy: { applied: false, config: null, waivers: [], baseline: null },
			summary: { packages: 1, findings: { critical: 1, high: 0, medium: 0, low: 0, unknown: 0 }, gaps: 1 },
			verdict: {
				passed: false,
				exitCode: 1,
				reasons: [{ kind: "findings", message: "1 finding at or above high" }],
				warnings: [],
			},
		};
		expect(text).toBe(`${JSON.stringify(expected, null, 2)}\n`);
	});

	test("sums up all targets", () => {
		expect(toReportWire(SAMPLES.get("several")!).summary).toEqual({
			packages: 429,
			findings: { critical: 2, high: 4, medium: 2, low: 2, unknown: 1 },
			gaps: 17,
		});
	});

	test("writes the same bytes for the same report, whatever order its fields were made in", async () => {
		const report = SAMPLES.get("vulnerable")!;
		expect(await render(reverseFields(report) as Report)).toBe(await render(report));
	});

	test("leaves fields of the model that are not part of the format out", async () => {
		const report = SAMPLES.get("clean")!;
		const target = { ...report.targets[0]!, secret: "internal" };
		const document = JSON.parse(await render({ ...report, targets: [target] }));
		expect(document.targets[0]).not.toHaveProperty("secret");
		expect(document.targets[0]).not.toHaveProperty("graph");
	});

	test("escapes what a terminal could obey, so that a parser still reads the very same text", async () => {
		const texts = [...HOSTILE_TEXTS, "\u007f\u0085\u2028\u{e0041}\ufeff"];
		const report = makeHostileReport(texts);
		const text = await render(report);
		expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u);
		const names = JSON.parse(text).targets[0].packages.map(({ name }: { name: string }) => name);
		expect(names).toEqual(texts.map((name) => name.toWellFormed()));
	});

	test("is JSON without control characters, equal to the wire type, for any names", () =>
		fc.assert(
			fc.asyncProperty(fc.array(hostileTexts, { minLength: 1, maxLength: 4 }), async (texts) => {
				const report = makeHostileReport(texts);
				const text = await render(report);
				expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u);
				expect(JSON.parse(text)).toEqual(toWellFormed(toReportWire(report)));
			}),
			{ numRuns: 100 },
		));
});

/** A deep copy, each record with its fields in the opposite order. */
function reverseFields(value: unknown): unknown {
	if (value instanceof Map) return value;
	if (Array.isArray(value)) return value.map(reverseFields);
	if (typeof value !== "object" || value === null) return value;
	const fields = Object.entries(value).reverse();
	return Object.fromEntries(fields.map(([key, field]) => [key, reverseFields(field)]));
}

function toWellFormed(value: unknown): unknown {
	if (typeof value === "string") return value.toWellFormed();
	if (Array.isArray(value)) return value.map(toWellFormed);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toWellFormed(field)]));
}
