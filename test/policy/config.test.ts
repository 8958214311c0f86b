import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { FINDING_KINDS } from "../../src/model.ts";
import { parseConfig } from "../../src/policy/config/parse.ts";
import { DEFAULT_FAIL_ON } from "../../src/policy/fail-on.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";

const NOTHING = { gate: {}, maxDatabaseAge: null, overrides: [], waivers: [], updateFrom: null };

function read(...lines: readonly string[]) {
	return parseConfig(lines.join("\n"), "fnsift.yaml");
}

/** `3:5: what is wrong`. */
function problem(text: string): string {
	try {
		parseConfig(text, "fnsift.yaml");
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return error.message.replace(/^fnsift\.yaml:/, "");
	}
	return "none";
}

describe("fnsift.yaml", () => {
	test("says everything it can say", () => {
		const config = read(
			"failOn:",
			"  severity: medium",
			"  confidence: medium",
			"  kinds:",
			"    typosquat: any",
			"    install-script: { severity: critical, confidence: high }",
			"  epss: 0.5",
			"  kev: true",
			"allowGaps: [layer-unreadable]",
			"maxDatabaseAge: 7d",
			"updateFrom: https://mirror.example/osv",
			"omit: dev",
			"onlyFixable: true",
			"onlyReachable: false",
			"overrides:",
			"  - targets: functions/legacy/**",
			"    failOn: critical",
			"    allowGaps: true",
			"  - targets: [a.zip, 'arn:aws:lambda:*']",
			"    omit: [dev, optional, peer]",
			"waivers:",
			"  - id: CVE-2021-44906",
			"    package: minimist@<1.2.6",
			"    scope: [build/**]",
			"    reason: >",
			"      only our own",
			"      arguments reach it",
			"    expires: 2027-01-31",
			"    justification: vulnerable_code_cannot_be_controlled_by_adversary",
			"  - id: [GHSA-w5hq-g745-h8pq, fnsift/typosquat]",
			"    package: pkg:npm/%40scope/name@1.0.0",
			"    reason: ours",
			"    expires: '2028-02-29'",
		);
		expect(config).toEqual({
			gate: {
				failOn: {
					severity: "medium",
					confidence: "medium",
					kinds: {
						malicious: { severity: "any", confidence: "low" },
						typosquat: { severity: "any", confidence: "low" },
						"install-script": { severity: "critical", confidence: "high" },
					},
					epss: 0.5,
					kev: true,
				},
				allowGaps: ["layer-unreadable"],
				omit: ["dev"],
				onlyFixable: true,
				onlyReachable: false,
			},
			maxDatabaseAge: 7,
			updateFrom: "https://mirror.example/osv",
			overrides: [
				{
					targets: ["functions/legacy/**"],
					gate: { failOn: { ...DEFAULT_FAIL_ON, severity: "critical" }, allowGaps: true },
				},
				{ targets: ["a.zip", "arn:aws:lambda:*"], gate: { omit: ["dev", "optional", "peer"] } },
			],
			waivers: [
				{
					ids: ["CVE-2021-44906"],
					package: { text: "minimist@<1.2.6", ecosystem: null, name: "minimist", versions: "<1.2.6" },
					scope: ["build/**"],
					reason: "only our own arguments reach it",
					expires: "2027-01-31",
					justification: "vulnerable_code_cannot_be_controlled_by_adversary",
					source: { kind: "policy", file: "fnsift.yaml" },
				},
				{
					ids: ["GHSA-w5hq-g745-h8pq", "fnsift/typosquat"],
					package: {
						text: "pkg:npm/%40scope/name@1.0.0",
						ecosystem: "npm",
						name: "@scope/name",
						versions: "1.0.0",
					},
					scope: [],
					reason: "ours",
					expires: "2028-02-29",
					justification: null,
					source: { kind: "policy", file: "fnsift.yaml" },
				},
			],
		});
	});

	test.each([
		["", NOTHING],
		["# nothing yet\n", NOTHING],
		["---\n", NOTHING],
		["{}", NOTHING],
		[
			"\uFEFFfailOn: high\r\nomit: dev\r\n".replace("\uFEFF", ""),
			{ ...NOTHING, gate: { failOn: DEFAULT_FAIL_ON, omit: ["dev"] } },
		],
		["failOn: moderate", { ...NOTHING, gate: { failOn: { ...DEFAULT_FAIL_ON, severity: "medium" } } }],
		["failOn: {}", { ...NOTHING, gate: { failOn: DEFAULT_FAIL_ON } }],
		['{"failOn": "never", "waivers": []}', { ...NOTHING, gate: { failOn: { ...DEFAULT_FAIL_ON, severity: "never" } } }],
		["maxDatabaseAge: 0d", { ...NOTHING, maxDatabaseAge: 0 }],
	])("%j is read", (text, expected) => {
		expect(parseConfig(text, "fnsift.yaml")).toEqual(expected);
	});

	const entry = (...lines: readonly string[]) =>
		["waivers:", "  - id: CVE-2021-44906", ...lines.map((line) => `    ${line}`)].join("\n");
	test.each([
		["failOn: hihg", '1:9: expected critical, high, medium, low, any or never, found "hihg".'],
		["failOn:\n  severity: high\n  sevrity: low", '3:3: unknown key "sevrity", did you mean "severity"?'],
		["failon: high", '1:1: unknown key "failon", did you mean "failOn"?'],
		[
			"rules: high",
			'1:1: unknown key "rules", known here: failOn, allowGaps, omit, onlyFixable, onlyReachable, maxDatabaseAge, overrides, waivers, updateFrom.',
		],
		["failOn:\n  kinds:\n    malware: any", `3:5: unknown key "malware", known here: ${FINDING_KINDS.join(", ")}.`],
		["failOn: [high]", "1:9: expected failOn: severity, confidence, kinds …, found a list."],
		["failOn:", "1:8: expected critical, high, medium, low, any or never, found nothing."],
		["failOn: { epss: 50 }", "1:17: expected a number from 0 to 1, found 50."],
		["failOn: { epss: .nan }", "1:17: expected a number from 0 to 1, found NaN."],
		["failOn: { kev: yes }", '1:16: expected true or false, found "yes".'],
		["allowGaps: some", '1:12: expected true or false, found "some".'],
		[
			"allowGaps:\n  - Layer Unreadable",
			'2:5: expected the code of a gap, e.g. layer-unreadable, found "Layer Unreadable".',
		],
		["maxDatabaseAge: 7", "1:17: expected a number of days, e.g. 7d, found 7."],
		["maxDatabaseAge: 1w", '1:17: expected a number of days, e.g. 7d, found "1w".'],
		["omit: prod", '1:7: expected peer, optional or dev, found "prod".'],
		["omit: []", "1:7: expected at least one entry, found an empty list."],
		["overrides:\n  - failOn: high", '2:5: "targets" is missing: an override needs it.'],
		["overrides: { targets: a }", "1:12: expected a list, found keys with values."],
		["- failOn: high", "1:1: expected a policy: failOn, allowGaps, omit …, found a list."],
		["high", '1:1: expected a policy: failOn, allowGaps, omit …, found "high".'],
		[entry("expires: 2027-01-01"), '2:5: "reason" is missing: a waiver needs it.'],
		[entry("reason: x"), '2:5: "expires" is missing: a waiver needs it.'],
		[entry("reason: ' '", "expires: 2027-01-01"), '3:13: expected a reason in words, found " ".'],
		[entry("reason: x", "expires: 2027-02-29"), '4:14: expected a day of the calendar, found "2027-02-29".'],
		[entry("reason: x", "expires: never"), '4:14: expected a date such as 2027-01-31, found "never".'],
		[
			entry("reason: x", "expires: 2027-01-01T00:00:00Z"),
			"4:14: expected a date such as 2027-01-31, at most 10 characters.",
		],
		[
			entry("reason: x", "expires: 2027-01-01", "until: x"),
			'5:5: unknown key "until", known here: id, package, scope, reason, expires, justification.',
		],
		[entry("reason: x", "expires: 2027-01-01", "reson: x"), '5:5: unknown key "reson", did you mean "reason"?'],
		[
			entry("reason: x", "expires: 2027-01-01", "package: minimist@^1"),
			'5:14: expected a package, e.g. minimist, minimist@1.2.0, minimist@<1.2.6 or pkg:npm/minimist@1.2.0, found "minimist@^1".',
		],
		[
			"waivers:\n  - id: fnsift/typosquat\n    reason: x\n    expires: 2027-01-01",
			'2:5: "package" is missing: a waiver of what fnsift suspects itself needs it.',
		],
		[
			"waivers:\n  - id: 2021\n    reason: x\n    expires: 2027-01-01",
			"2:9: expected the id of an advisory or a rule, e.g. CVE-2021-44906 or fnsift/typosquat, found 2021.",
		],
		["omit: dev\nomit: peer", '2:1: the key "omit" is there twice.'],
		["? [a]\n: b", "1:3: expected a name as key."],
		["1: b", "1:1: expected a name as key."],
		[
			"__proto__: { failOn: high }",
			'1:1: unknown key "__proto__", known here: failOn, allowGaps, omit, onlyFixable, onlyReachable, maxDatabaseAge, overrides, waivers, updateFrom.',
		],
		[
			"failOn: { kinds: { __proto__: any } }",
			`1:20: unknown key "__proto__", known here: ${FINDING_KINDS.join(", ")}.`,
		],
		["omit: &a dev", "1:10: anchors are not read: write the value where it is used."],
		["omit: *a", "1:7: aliases are not read: write the value here."],
		["waivers: &w []\noverrides: *w", "1:13: anchors are not read: write the value where it is used."],
		[
			"<<: { failOn: high }",
			'1:1: unknown key "<<", known here: failOn, allowGaps, omit, onlyFixable, onlyReachable, maxDatabaseAge, overrides, waivers, updateFrom.',
		],
		["failOn: !!str high", "1:15: tags are not read: quote the value if it is meant as text."],
		["failOn: !custom high", "1:9: this is no YAML"],
		["failOn: high\n---\nfailOn: low", "2:1: expected one document, here begins a second."],
		["failOn: [high", "1:14: this is no YAML"],
		["failOn: high\n\tomit: dev", "2:1: this is no YAML"],
		["omit: dev\n<<<<<<< HEAD\nfailOn: high\n=======\n", "2:1: a merge conflict that is not resolved."],
	])("%j is refused with its place", (text, expected) => {
		expect(problem(text).slice(0, expected.length)).toBe(expected);
		if (expected.endsWith(".") || expected.endsWith("?")) expect(problem(text)).toBe(expected);
	});

	test("shows nothing of a terminal's controls in what it refuses", () => {
		expect(problem('"\\e[31m\\u202e\\n": x')).toBe(
			'1:1: unknown key "[31m", known here: failOn, allowGaps, omit, onlyFixable, onlyReachable, maxDatabaseAge, overrides, waivers, updateFrom.',
		);
		expect(
			read("waivers:", '  - { id: A-1, expires: 2027-01-01, reason: "a\\e[31m\\r\\n\\tb" }').waivers[0]?.reason,
		).toBe("a\u001b[31m b");
	});

	const bomb = [
		"a: &a [x,x,x,x,x,x,x,x,x]",
		..."bcdefgh".split("").map((name, index) => `${name}: &${name} [${`*${"abcdefg"[index]},`.repeat(9)}]`),
	].join("\n");
	test.each([
		["an alias bomb", bomb, "anchors are not read"],
		["brackets", "[".repeat(900_000), "nested too deeply"],
		["braces", "{a: ".repeat(200_000), "nested too deeply"],
		["dashes", "- ".repeat(400_000), "nested too deeply"],
		[
			"indentation",
			Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n"),
			"nested too deeply",
		],
		["commas", `[${",".repeat(900_000)}`, "the file is too large"],
		["many keys", Array.from({ length: 100_000 }, (_, index) => `a${index}: 1`).join("\n"), "the file is too large"],
		["many documents", "---\n".repeat(200_000), "the file is too large"],
		["size", `# ${"x".repeat(1_000_000)}`, "the file is too large"],
		["a long glob", `overrides: [{ targets: "${"*a".repeat(300)}" }]`, "at most 500 characters"],
		[
			"a long reason",
			`waivers: [{ id: A, expires: 2027-01-01, reason: "${"x".repeat(1_001)}" }]`,
			"at most 1000 characters",
		],
		["many globs", `overrides: [{ targets: [${"a,".repeat(101)}] }]`, "at most 100 entries"],
	])("is not brought down by %s", (_, text, expected) => {
		expect(measureProcessorTime(() => expect(problem(text)).toContain(expected))).toBeLessThan(15_000);
	});

	test("holds thousands of waivers", () => {
		const waivers = Array.from(
			{ length: 4_000 },
			(_, index) =>
				`  - id: CVE-2026-${10_000 + index}\n    package: p${index}\n    reason: no request reaches it\n    expires: 2027-01-01\n`,
		);
		expect(read("waivers:", ...waivers).waivers.length).toBe(4_000);
	});
});
