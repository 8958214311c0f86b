/** What the tests of the formats for other programs share: texts made to break them, and places of a scan. */
import type { FindingWaiver, Report } from "../../src/model.ts";
import { FORMATS } from "../../src/report/index.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget } from "./build.ts";
import { HOSTILE_TEXTS, makeHostileReport } from "./samples.ts";

/** Beside what fools a terminal: what ends or starts something in XML, Markdown, HTML, workflow commands and URIs. */
export const BREAKING_TEXTS: readonly string[] = [
	...HOSTILE_TEXTS,
	"]]><!--x--><?x?>&amp;&#x0;",
	"-- --> --!>",
	"a | b || c \\| d \\",
	"``` `` ` \\` ```",
	"%0A%0D%25::error file=x::y",
	"::error::shown\n::stop-commands::x",
	"##[group]x ##[error]y",
	"<img src=x onerror=alert(1)><script>alert(1)</script>",
	"[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
	"@octocat #1 !2 GH-3 octo/repo#4 https://evil.example www.evil.example mail@evil.example",
	"# heading\n- item\n1. one\n> quote\n---\n***bold*** __b__ ~~s~~ $x$ ^1 :tada:",
	"../../../etc/passwd",
	"C:\\Windows\\x?a=b#c",
	"\ufffe\uffff\u{1fffe}\u0000",
	"x".repeat(70_000),
];

export const BREAKING_REPORT: Report = makeHostileReport(BREAKING_TEXTS);

export const WAIVER: FindingWaiver = {
	reason: "template() is only called with constants",
	expires: "2027-01-31",
	justification: null,
	source: { kind: "policy", file: "fnsift.yaml" },
};

export async function render(name: string, report: Report, options: object = {}): Promise<string> {
	const format = FORMATS.find((candidate) => candidate.name === name)!;
	return format.render(report, { columns: 80, color: false, ...options });
}

/** One of each: in a lockfile, waived, in the baseline, of low confidence, not counted, a harmless script, gaps. */
export function makeVaried(): Report {
	const inLockfile = { evidence: ["lockfile"], size: null } as const;
	const minimist = makePackage("minimist", "1.2.0", { ...inLockfile, relation: "direct" });
	const lodash = makePackage("lodash", "4.17.20", inLockfile);
	const qs = makePackage("qs", "6.5.2", { ...inLockfile, confidence: "medium" });
	const sharp = makePackage("sharp", "0.33.5", { ...inLockfile, hasInstallScript: true });
	const vendored = makePackage("handlebars", "4.0.11", { ...inLockfile, unrooted: true, confidence: "low" });
	const packages = [minimist, lodash, qs, sharp, vendored];
	const findings = [
		makeFinding(minimist, "CVE-2021-44906", {
			severity: "critical",
			score: 9.8,
			aliases: ["GHSA-xvch-5gv4-984h"],
			cwes: ["CWE-79", "CWE-1321"],
			title: "Prototype Pollution in minimist",
			fixedIn: ["1.2.6"],
		}),
		makeFinding(minimist, "CVE-2020-7598", { severity: "medium", score: 5.6, known: true }),
		makeFinding(lodash, "CVE-2021-23337", { waived: WAIVER }),
		makeFinding(qs, "CVE-2022-24999", { severity: "low", score: null, confidence: "medium" }),
		makeFinding(vendored, "CVE-2019-19919", { severity: "critical", gating: false, confidence: "low" }),
		makeFinding(sharp, "fnsift/install-script", { kind: "install-script", severity: "low", score: null, url: null }),
		makeFinding(minimist, "fnsift/typosquat", { kind: "typosquat", severity: "unknown", score: null, url: null }),
	];
	const target = makeTarget("services/checkout/package-lock.json", {
		kind: "lockfile",
		packages,
		findings,
		fixes: [makeFix("minimist", { from: "1.2.0", to: "1.2.6", closes: findings.slice(0, 2).map(({ id }) => id) })],
		gaps: [
			makeGap("lockfile-entry-unreadable", { path: "package-lock.json", message: "3 entries have no version." }),
			makeGap("lockfile-unreadable", { blocking: true, message: "merge conflict at line 12" }),
		],
		entries: new Map([
			[
				minimist.id,
				[12, 40].map((line) => ({
					path: "/var/task/package-lock.json",
					origin: "function",
					startLine: line,
					startColumn: 5,
					endLine: line + 4,
					endColumn: 6,
				})),
			],
		]),
	});
	const report = makeReport([target], 3, [{ kind: "gaps", message: "1 blocking gap: packages may have gone unseen" }]);
	return {
		...report,
		policy: { ...report.policy, baseline: { file: "baseline.txt", known: 1, removable: [] } },
		verdict: { ...report.verdict, warnings: [{ kind: "waiver-unused", message: "the waiver of CVE-1 is not used" }] },
	};
}
